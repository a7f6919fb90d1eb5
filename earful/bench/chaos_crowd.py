"""The customers: several posts a second, threads, second thoughts, private words, things nobody can read; and the town's troubles."""

import random
import threading
import time
from contextlib import suppress

from earful.bench import chaos_strikes as strikes
from earful.bench.chaos_wire import Unheard, ask

WORDS = (
    "my parcel is still not here",
    "the app signs me out every morning",
    "I was charged twice for one ticket",
    "where can I collect my order",
    "your line was silent for an hour",
    "thank you, that helped",
    "the seat I booked was taken",
    "can I still change the delivery day",
    "nobody answers me",
    "the bread was lovely today",
)
PEOPLE = 40


class Crowd:
    """Speaks until told to be quiet. Everything it says is drawn from the seed; what comes of it is not."""

    def __init__(self, town: int, seed: int, rate: float) -> None:
        self._town, self._seed, self._pause = town, seed, 2.0 / rate
        self.quiet = threading.Event()
        self.said = 0
        self._threads = [
            *(threading.Thread(target=self._speak, args=(number,), daemon=True) for number in range(2)),
            threading.Thread(target=self._trouble, daemon=True),
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Say no more, and let the town have no more trouble."""
        self.quiet.set()
        for thread in self._threads:
            thread.join(60)
        self._until_heard("/faults", {"faults": []})

    def _speak(self, number: int) -> None:
        dice = random.Random(f"{self._seed} customer {number}")
        brands: list[str] = []
        mine: list[str] = []
        while not self.quiet.is_set():
            try:
                brands = brands or [one["handle"] for one in ask(self._town, "GET", "/brands").body["brands"]]
                self._say(dice, brands, mine)
            except Unheard:
                time.sleep(0.3)
            self.quiet.wait(self._pause * dice.uniform(0.3, 1.7))

    def _say(self, dice: random.Random, brands: list[str], mine: list[str]) -> None:
        brand, who, roll = dice.choice(brands), f"guest{dice.randrange(PEOPLE)}", dice.random()
        words = f"{dice.choice(WORDS)} ({self.said})"
        order: dict[str, object] = {"as": who, "text": f"@{brand} {words}"}
        if roll < 0.30 and mine:
            order = {"as": who, "text": words, "parent": self._below(dice, dice.choice(mine[-60:]), brands)}
        elif roll < 0.40:
            order = {"as": who, "text": words, "to": brand}
        elif roll < 0.46 and mine:
            ask(self._town, "POST", "/edit", {"id": dice.choice(mine[-60:]), "text": f"@{brand} {words}, I meant"})
            return
        elif roll < 0.50 and mine:
            ask(self._town, "POST", "/remove", {"id": mine.pop(dice.randrange(len(mine)))})
            return
        elif roll < 0.51:
            order["garbled"] = True
        answer = ask(self._town, "POST", "/post", order)
        if answer.status == 201:
            self.said += 1
            if "garbled" not in order:
                mine.append(answer.body["id"])

    def _below(self, dice: random.Random, post: str, brands: list[str]) -> str:
        """A brand's answer below a post if there is one, else the post itself."""
        below = ask(self._town, "GET", f"/replies?id={post}").body
        answers = [one["id"] for one in below.get("items", []) if one["handle"] in brands]
        return str(dice.choice(answers)) if answers and dice.random() < 0.8 else post

    def _trouble(self) -> None:
        dice = random.Random(f"{self._seed} troubles")
        while not self.quiet.wait(dice.uniform(2.0, 6.0)):
            with suppress(Unheard):
                ask(self._town, "POST", "/faults", strikes.trouble(dice))

    def _until_heard(self, path: str, body: object) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(Unheard):
                ask(self._town, "POST", path, body)
                return
            time.sleep(0.3)
