"""The town's life: tells the time, takes each step when it is due, and lets the customers react to the desk."""

from datetime import datetime, timedelta

from earful.channels.sandbox.town import life, posts
from earful.channels.sandbox.town.book import fill, news, phrases
from earful.channels.sandbox.town.cast import BRAND_BY_NUMBER, BRANDS
from earful.channels.sandbox.town.dice import card, dice
from earful.channels.sandbox.town.plans import Plans
from earful.channels.sandbox.town.rhythm import ANNOUNCE_LIVE, ANNOUNCE_PAST, PAST, gap, minute, phase, wait
from earful.channels.sandbox.town.store import Store
from earful.channels.sandbox.town.stories import tell, under
from earful.channels.sandbox.town.turns import Edit, Remove, Say, Step, Turn

SLICE = 40  # steps in one transaction; between two slices others are served
ASLEEP = 30.0  # seconds without a look at the clock: the machine slept, and nobody catches up on that
COMMENTS = 1_000_000  # numbers of stories below announcements begin here, apart from all others
FASTEST = 100_000.0


class Living:
    """Simulated time runs `speed` times as fast as real time; what was missed while away is not made up for."""

    def __init__(self, store: Store, seed: int, speed: float, *, quiet: bool) -> None:
        self._store, self._plans = store, Plans(store)
        self._quiet = quiet
        self._given_seed = seed
        self._speed = min(max(speed, 0.0), FASTEST)
        self._virtual = self._noted = 0.0
        self._seed: int
        self._real: datetime  # when it was `_virtual`
        self._seen: datetime  # when anybody last looked at the clock

    def wake(self, now: datetime) -> None:
        """Take up life where it was left; on the very first start, make a past that ends now."""
        with self._store.transaction():
            if not self._store.fact("seed"):
                self._store.note("seed", str(self._given_seed))
                self._store.note("virtual", "0.0")
            self._seed = int(self._store.fact("seed"))
            self._virtual, self._real = float(self._store.fact("virtual")), now
            self._seen = now
            if not self._quiet and not self._store.fact("past"):
                self._make_past()

    def _make_past(self) -> None:
        self._store.note("past", "made")
        self._plans.add(Step(PAST, "open", 0))
        for brand in BRANDS:
            self._plans.add(Step(PAST + 3600 * (3 + 4 * brand.number), "announce", brand.number))
        while step := self._plans.take(-1e-6):
            self._take(step)

    # --- time ---

    def advance(self, now: datetime) -> bool:
        """Do what has fallen due by now; True when there is more to do at once."""
        if self._quiet:
            return False
        if (now - self._seen).total_seconds() > ASLEEP:
            self._real, self._virtual = now, self._last
        self._seen = now
        until = self._at(now)
        with self._store.transaction():
            for _ in range(SLICE):
                step = self._plans.take(until)
                if step is None:
                    break
                self._take(step)
            else:
                return True
            if until - self._noted > max(5 * self._speed, 1):
                self._note(until)
        return False

    def go(self, speed: float, now: datetime) -> None:
        """Change how fast life goes, from now on."""
        self._virtual, self._real = self._at(now), now
        self._speed = min(max(speed, 0.0), FASTEST)

    def pulse(self, now: datetime) -> dict[str, object]:
        """How life goes, in a few figures."""
        at = self._at(now)
        clock = minute(at)
        return {
            "speed": 0.0 if self._quiet else self._speed,
            "simulated_seconds": round(at, 1),
            "simulated_time": f"{clock // 60:02d}:{clock % 60:02d}",
            "phase": "quiet" if self._quiet else phase(at),
        }

    @property
    def _last(self) -> float:
        return self._at(self._seen)

    def _at(self, now: datetime) -> float:
        return self._virtual + (now - self._real).total_seconds() * self._speed

    def _when(self, at: float) -> datetime:
        """The real moment of a simulated one; the past ran as fast as real time."""
        if at < 0 or not self._speed:
            return self._real + timedelta(seconds=at - self._virtual)
        return self._real + timedelta(seconds=(at - self._virtual) / self._speed)

    def _note(self, at: float) -> None:
        self._noted = at
        self._store.note("virtual", str(at))

    # --- steps ---

    def _take(self, step: Step) -> None:
        if step.kind == "open":
            story = tell(self._seed, step.story, step.due, self._plans.drawn, self._plans.recent())
            later = step.due + gap(self._seed, step.story, step.due)
            self._plans.add(Step(later, "open", step.story + 1))
            self._do(life.begin(self._seed, story), step.due)
        elif step.kind == "announce":
            self._announce(step)
        elif step.kind == "under":
            self._comment(step)
        elif story_now := self._plans.story(step.story):
            self._do(life.perform(self._seed, step, self._plans.scene(story_now)), step.due)
        if step.due >= 0:
            self._note(step.due)

    def _do(self, turn: Turn, at: float) -> None:
        for story in turn.stories:
            self._plans.remember(story)
        for step in turn.steps:
            self._plans.add(step)
        for deed in turn.deeds:
            match deed:
                case Say():
                    number = self._say(deed, at)
                    for step in deed.then:
                        self._plans.add(step.about(number))
                case Edit():
                    posts.edit(self._store, deed.post, deed.text, self._when(at))
                case Remove():
                    posts.remove(self._store, deed.post, self._when(at))

    def _say(self, say: Say, at: float) -> int:
        new = posts.NewPost(
            author=say.author,
            text=say.text,
            parent=say.parent,
            partner=say.partner,
            language=say.language,
            kind=say.kind,
            wants=say.wants,
            story=say.story,
            via=say.via,
            pictures=tuple(posts.NewPicture(alt) for alt in say.alts),
        )
        number = posts.say(self._store, new, self._when(at))
        if say.author in BRAND_BY_NUMBER:
            self._stir(number, at)
        return number

    def _announce(self, step: Step) -> None:
        brand, turn = BRAND_BY_NUMBER[step.story], step.turn
        place = f"{brand.key}.en"
        topics = news(place)
        topic = topics[card(self._seed, f"{place}/news", turn, len(topics))]
        lines = phrases(place, topic, "own")
        text = fill(
            self._seed, -brand.number * 1000 - turn, brand.key, "en", lines[turn // len(topics) % len(lines)], {}
        )
        roll = dice(self._seed, brand.number, "announcement", turn)
        comments = tuple(
            Step(
                wait(self._seed, step.due, 240 * (one + 1), brand.number, turn, one),
                "under",
                brand.number,
                turn=turn * 10 + one,
            )
            for one in range(roll.randint(1, 4))
        )
        self._do(Turn((Say(brand.number, text, "announcement", None, via="native", then=comments),)), step.due)
        pause = ANNOUNCE_PAST if step.due < 0 else ANNOUNCE_LIVE
        self._plans.add(Step(step.due + pause * roll.uniform(0.7, 1.3), "announce", brand.number, turn=turn + 1))

    def _comment(self, step: Step) -> None:
        brand = BRAND_BY_NUMBER[step.story]
        turn, one = divmod(step.turn, 10)
        topics = news(f"{brand.key}.en")
        topic = topics[card(self._seed, f"{brand.key}.en/news", turn, len(topics))]
        number = COMMENTS * (brand.number + 10) + step.turn
        story = under(self._seed, number, step.due, brand, topic, step.post, one, self._plans.recent())
        if story is not None:
            self._do(life.begin(self._seed, story), step.due)

    # --- the desk ---

    def desk_says(self, new: posts.NewPost, now: datetime) -> int:
        """Somebody outside the simulation posts; an answer by a brand sets reactions going."""
        with self._store.transaction():
            number = posts.say(self._store, new, now)
            if new.author in BRAND_BY_NUMBER and not self._quiet:
                self._stir(number, self._at(now))
        return number

    def _stir(self, answer: int, at: float) -> None:
        post = posts.find(self._store, answer)
        assert post is not None
        story = self._plans.story(post["story"])
        parent = posts.find(self._store, post["parent"]) if post["parent"] else None
        if story is None or parent is None:
            return
        turn = sum(heard.brand for heard in self._plans.scene(story).posts) - 1
        if step := life.reaction(self._seed, at, story, answer, turn, parent["kind"]):
            self._plans.add(step)
