"""The agents: several at once through the real API. They answer, take back, confirm, try again, end, and press again.

Each answer carries a mark of its own, so that one thing somebody meant to say can be found once in the town, or not.
"""

import random
import threading
import time
from typing import Any

from earful.bench.chaos_wire import Said, Unheard, ask

LINES = (
    "I am looking into it right now.",
    "Sorry about that, I have put it right.",
    "Could you tell me the day it happened?",
    "It is on its way again.",
    "Thank you for telling us.",
)
PRESSES = 6


class Agent:
    """One person at the desk. `meant` holds what became of each mark as far as they know: "sent", "undone" or "?"."""

    def __init__(self, name: str, doors: list[int], token: str, seed: int) -> None:
        self.name, self._doors, self._token = name, doors, token
        self._dice = random.Random(f"{seed} {name}")
        self.home = threading.Event()
        self.meant: dict[str, str] = {}
        self.tallies = {"confirmed": 0, "stale": 0, "tried again": 0, "laid aside": 0, "ended": 0}
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        """Begin the day."""
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self.home.set()
        self._thread.join(60)

    def _work(self) -> None:
        while not self.home.wait(self._dice.uniform(0.2, 1.4)):
            roll = self._dice.random()
            try:
                if roll < 0.72:
                    self._answer()
                elif roll < 0.84:
                    self.settle()
                elif roll < 0.92:
                    self._end()
                else:
                    self._note()
            except Unheard:
                continue

    # --- the requests ---

    def _ask(self, method: str, path: str, body: Any = None) -> Said:
        """Press; when nothing happens, press again, at another door too. Raises Unheard."""
        for press in range(PRESSES):
            try:
                found = ask(self._dice.choice(self._doors), method, f"/api/{path}", body, self._token)
                if found.status < 500:
                    return found
            except Unheard:
                if press == PRESSES - 1:
                    raise
            time.sleep(0.5)
        raise Unheard(path)

    def _one(self) -> dict[str, Any] | None:
        """One of the conversations on top; several agents meet there."""
        rows = self._ask("GET", f"conversations?view={self._dice.choice(('needs', 'needs', 'all'))}&size=12").body
        found = rows.get("rows") if isinstance(rows, dict) else None
        if not found:
            return None
        whole = self._ask("GET", f"conversations/{self._dice.choice(found)['id']}")
        return whole.body if whole.status == 200 else None

    # --- what they do ---

    def _answer(self) -> None:
        matter = self._one()
        if matter is None:
            return
        place, mark = f"conversations/{matter['id']}", f"[{self.name} {len(self.meant)}]"
        self.meant[mark] = "?"
        written = self._ask("PUT", f"{place}/draft", {"text": f"{self._dice.choice(LINES)} {mark}"})
        if written.status != 200:
            return
        time.sleep(self._dice.uniform(0, 1.5))
        sent = self._press_send(place, matter["seen"], mark)
        if sent is not None and self._dice.random() < 0.2:
            time.sleep(self._dice.uniform(0, 9.0))
            self._take_back(place, sent, mark)

    def _press_send(self, place: str, seen: str, mark: str) -> int | None:
        """Send; a ruling that asks back is read, and confirmed or not. The dispatch's number if it was made."""
        found = self._ask("POST", f"{place}/draft/send", {"seen": seen})
        if found.status == 409 and found.body.get("rulings"):
            self.tallies["stale"] += 1
            if self._dice.random() < 0.5:
                self.tallies["confirmed"] += 1
                found = self._ask("POST", f"{place}/draft/send", {"seen": found.body.get("seen", "")})
        if found.status == 201:
            self.meant[mark] = "sent"
            return int(found.body["id"])
        self._ask("DELETE", f"{place}/draft")
        return None

    def _take_back(self, place: str, dispatch: int, mark: str) -> None:
        found = self._ask("POST", f"dispatches/{dispatch}/undo")
        if found.status == 200:
            self.meant[mark] = "undone"
            if self._dice.random() < 0.4:
                again = self._ask("GET", place)
                self._press_send(place, again.body["seen"] if again.status == 200 else "", mark)
            else:
                self._ask("DELETE", f"{place}/draft")

    def settle(self) -> int:
        """Failed replies are tried again or laid aside; how many there were."""
        rows = self._ask("GET", "dispatches").body.get("rows", [])
        failed = [row["id"] for row in rows if row["state"] == "failed"]
        for number in failed:
            again = self._dice.random() < 0.7 and not self.home.is_set()
            self.tallies["tried again" if again else "laid aside"] += 1
            self._ask("POST", f"dispatches/{number}/{'again' if again else 'aside'}")
        return len(failed)

    def _end(self) -> None:
        if (matter := self._one()) is not None:
            self.tallies["ended"] += 1
            how = self._dice.choice(({"outcome": "answered"}, {"outcome": "not_needed", "reason": "Said elsewhere."}))
            self._ask("POST", f"conversations/{matter['id']}/end", how)

    def _note(self) -> None:
        if (matter := self._one()) is not None:
            self._ask("POST", f"conversations/{matter['id']}/notes", {"text": "Seen before."})
