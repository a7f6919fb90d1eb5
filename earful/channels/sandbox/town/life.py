"""What people do next. Pure: a step and what can be seen go in, what comes of it goes out."""

from collections.abc import Callable

from earful.channels.sandbox.town.book import fill, kin, phrases, pick
from earful.channels.sandbox.town.cast import BRAND_BY_NUMBER, BY_NUMBER, PEOPLE, Customer
from earful.channels.sandbox.town.dice import dice
from earful.channels.sandbox.town.plots import follow_up, reminders
from earful.channels.sandbox.town.rhythm import pace, patience, wait
from earful.channels.sandbox.town.stories import WANTING
from earful.channels.sandbox.town.turns import NOTHING, Edit, Heard, Remove, Say, Scene, Step, Story, Turn
from earful.channels.sandbox.town.voice import address, utter

SIDE_DECKS = {
    "funny": "joke",
    "fan": "defend",
    "furious": "same",
    "bystander": "same",
    "chatty": "same",
    "busy": "same",
}
HELPERS = ("expert", "expert", "patient", "chatty", "bystander")


def perform(seed: int, step: Step, scene: Scene) -> Turn:
    """What comes of a step."""
    return DEEDS[step.kind](seed, step, scene)


def begin(seed: int, story: Story) -> Turn:
    """The first post of a story and what may follow."""
    brand = BRAND_BY_NUMBER[story.brand]
    place = f"{brand.key}.{story.language}"
    alts = phrases(place, story.topic, "picture") or phrases(place, story.topic.partition("#")[0], "picture")
    roll = dice(seed, story.number, "picture")
    shown = (roll.choice(alts),) if alts and roll.random() < 0.4 else ()
    say = Say(
        author=story.person,
        text=story.text,
        kind=story.kind,
        story=story.number,
        parent=story.parent,
        partner=story.brand if story.kind == "private" else None,
        language=story.language,
        wants=story.kind in WANTING,
        alts=tuple(fill(seed, story.number, brand.key, story.language, alt, {}) for alt in shown),
        then=follow_up(seed, story),
    )
    return Turn((say,), stories=(story,))


def _line(seed: int, scene: Scene, deck: str, turn: int = 0, **known: str) -> str:
    """A phrase for a later moment of a story: the nearest deck that fits, from the very question to anything."""
    story = scene.story
    brand = BRAND_BY_NUMBER[story.brand]
    known = {"brand": brand.name, "at": f"@{brand.handle}", "first": BY_NUMBER[story.person].first, **known}
    own, common = f"{brand.key}.{story.language}", f"all.{story.language}"
    for place, where, count in (
        (own, story.topic, story.copy),
        (own, story.topic.partition("#")[0], story.copy),
        (common, kin(own, story.topic), story.number),
        (common, "general", story.number),
    ):
        if lines := phrases(place, where, deck):
            text = pick(
                seed,
                f"{place}/{where}/{deck}",
                lines,
                count + turn,
                scene.recent,
                lambda line: fill(seed, story.number, brand.key, story.language, line, known),
            )
            if text:
                return text
    return ""


def _spoken(seed: int, step: Step, who: Customer, text: str, mood: str) -> str:
    return utter(text, who, dice(seed, step.story, step.kind, step.turn, "words"), mood)[0]


def _more(seed: int, step: Step, scene: Scene) -> Turn:
    """The same person adds something."""
    post, text = scene.post(step.post), _line(seed, scene, "more")
    if post is None or not text or scene.answered(step.post):
        return NOTHING
    who = BY_NUMBER[post.author]
    words = _spoken(seed, step, who, text, "plain")
    return Turn((Say(who.number, words, "more", step.story, post.number, language=scene.story.language),))


def _edit(seed: int, step: Step, scene: Scene) -> Turn:
    post, story = scene.post(step.post), scene.story
    if post is None:
        return NOTHING
    if story.text != story.meant:
        return Turn((Edit(post.number, story.meant),))
    text = _line(seed, scene, "edit")
    return Turn((Edit(post.number, f"{post.text}\n\n{text}"),)) if text else NOTHING


def _remove(_seed: int, step: Step, scene: Scene) -> Turn:
    return Turn((Remove(step.post),)) if scene.post(step.post) else NOTHING


def _remind(seed: int, step: Step, scene: Scene) -> Turn:
    """Nobody answered: ask again, crosser each time, sometimes in a post of its own."""
    post, story = scene.post(step.post), scene.story
    if post is None or scene.answered(step.post) or scene.settled(step.post):
        return NOTHING
    who = BY_NUMBER[story.person]
    level = min(step.turn + (who.temper == "furious"), 3)
    text = _line(seed, scene, f"remind{level}", step.turn)
    if not text:
        return NOTHING
    roll = dice(seed, step.story, "remind", step.turn)
    afresh = story.kind != "private" and story.parent is None and roll.random() < 0.25
    words = _spoken(seed, step, who, text, "angry" if level > 1 else "plain")
    if story.kind != "private" and (afresh or roll.random() < 0.7):
        words = address(words, BRAND_BY_NUMBER[story.brand], story.language, roll, always=True)
    later = reminders(seed, story, step.due, step.turn + 1, step.post)
    parent = None if afresh else post.number
    return Turn((Say(who.number, words, "reminder", step.story, parent, language=story.language, wants=True),), later)


def _native(seed: int, step: Step, scene: Scene) -> Turn:
    """The brand answers from the network's own app, before the desk was there."""
    post, story = scene.post(step.post), scene.story
    if post is None or scene.answered(step.post):
        return NOTHING
    deck = "thank" if story.kind in ("praise", "chatter") else "noted" if story.kind == "suggestion" else "brand"
    text = _line(seed, scene, deck)
    if not text:
        return NOTHING
    brand = BRAND_BY_NUMBER[story.brand]
    name = dice(seed, story.number, "staff").choice(brand.staff)
    words = f"{text} ^{name}"
    return Turn((Say(brand.number, words, "answer", step.story, post.number, language=story.language, via="native"),))


def _peer(seed: int, step: Step, scene: Scene) -> Turn:
    """A fellow customer knows the answer."""
    post, story = scene.post(step.post), scene.story
    if post is None or scene.answered(step.post):
        return NOTHING
    text = _line(seed, scene, "peer")
    helper = _someone(seed, step, scene, lambda person: person.temper in HELPERS)
    if not text or helper is None:
        return NOTHING
    words = _spoken(seed, step, helper, text, "plain")
    thanks = Step(wait(seed, step.due, 200, step.story, "peer thanks"), "peer_thanks", step.story)
    then = (thanks,) if dice(seed, step.story, "peer thanks").random() < 0.6 else ()
    return Turn((Say(helper.number, words, "peer", step.story, post.number, language=story.language, then=then),))


def _peer_thanks(seed: int, step: Step, scene: Scene) -> Turn:
    post = scene.post(step.post)
    text = _line(seed, scene, "peer_thanks", peer=BY_NUMBER[post.author].first) if post else ""
    if post is None or not text:
        return NOTHING
    who = BY_NUMBER[scene.story.person]
    words = _spoken(seed, step, who, text, "happy")
    return Turn((Say(who.number, words, "thanks", step.story, post.number, language=scene.story.language),))


def _side(seed: int, step: Step, scene: Scene) -> Turn:
    """Somebody else chimes in: the same trouble, a joke, a good word for the brand."""
    post, story = scene.post(step.post), scene.story
    who = _someone(seed, step, scene, lambda person: person.temper in SIDE_DECKS)
    if post is None or who is None:
        return NOTHING
    deck = SIDE_DECKS[who.temper]
    text = _line(seed, scene, deck, step.turn)
    if not text:
        return NOTHING
    words = _spoken(seed, step, who, text, "amused" if deck == "joke" else "sad" if deck == "same" else "happy")
    return Turn((Say(who.number, words, deck, step.story, post.number, language=story.language),))


def _someone(seed: int, step: Step, scene: Scene, fits: Callable[[Customer], bool]) -> Customer | None:
    story, inside = scene.story, {post.author for post in scene.posts}
    able = [
        person
        for person in PEOPLE
        if person.language == story.language and fits(person) and person.number not in inside
    ]
    return dice(seed, step.story, step.kind, step.turn, "who").choice(able) if able else None


def _react(seed: int, step: Step, scene: Scene) -> Turn:
    """The brand has answered, and the customer makes something of it."""
    answer, story = scene.post(step.post), scene.story
    if answer is None:
        return NOTHING
    who = BY_NUMBER[story.person]
    deck = _feeling(seed, step, story, who, answer)
    text = _line(seed, scene, deck, step.turn) if deck else ""
    if not text:
        return NOTHING
    mood = {"thanks": "happy", "still": "sad", "cross": "angry", "glad": "happy"}.get(deck, "plain")
    wants = deck in ("still", "cross", "detail")
    kind = "thanks" if deck in ("thanks", "glad") else deck
    words = _spoken(seed, step, who, text, mood)
    then = reminders(seed, story, step.due, 1, 0) if wants else ()
    return Turn(
        (Say(who.number, words, kind, step.story, answer.number, language=story.language, wants=wants, then=then),)
    )


def _feeling(seed: int, step: Step, story: Story, who: Customer, answer: Heard) -> str:
    """Which deck the reaction comes from, "" for silence."""
    roll = dice(seed, story.number, "feeling", step.turn).random()
    if story.kind in ("praise", "chatter", "suggestion", "spam"):
        return "glad" if story.kind != "spam" and roll < 0.3 else ""
    if "?" in answer.text and step.turn < 2:
        return "detail" if roll < 0.85 else ""
    if story.kind == "crisis":
        return "update" if roll < 0.35 else "still" if roll < 0.5 else ""
    solved, still = (0.3, 0.7) if who.temper == "furious" else (0.56, 0.74)
    if step.turn > 2:
        solved, still = 0.7, 0.75
    if roll < solved:
        return "thanks"
    if roll < still:
        return "cross" if who.temper == "furious" else "still"
    return ""


def _welcome(seed: int, step: Step, scene: Scene) -> Turn:
    """A fellow customer who was thanked by the brand says that it was nothing."""
    answer = scene.post(step.post)
    text = _line(seed, scene, "welcome")
    helper = next((post.author for post in scene.posts if post.kind == "peer" and not post.removed), 0)
    if answer is None or not text or helper not in BY_NUMBER:
        return NOTHING
    who = BY_NUMBER[helper]
    words = _spoken(seed, step, who, text, "happy")
    return Turn((Say(who.number, words, "welcome", step.story, answer.number, language=scene.story.language),))


def reaction(seed: int, at: float, story: Story, answer: int, turn: int, to: str) -> Step | None:
    """What a brand's answer sets going: `to` is the kind of post it answers."""
    if to in ("peer", "same", "joke", "defend"):
        chosen = to == "peer" and dice(seed, story.number, "welcome").random() < 0.6
        return Step(wait(seed, at, 150, story.number, "welcome"), "welcome", story.number, answer) if chosen else None
    seconds = 60 + patience(BY_NUMBER[story.person]).seconds / pace(at) / 12
    return Step(wait(seed, at, seconds, story.number, "react", turn), "react", story.number, answer, turn)


DEEDS: dict[str, Callable[[int, Step, Scene], Turn]] = {
    "more": _more,
    "edit": _edit,
    "remove": _remove,
    "remind": _remind,
    "native": _native,
    "peer": _peer,
    "peer_thanks": _peer_thanks,
    "side": _side,
    "react": _react,
    "welcome": _welcome,
}
