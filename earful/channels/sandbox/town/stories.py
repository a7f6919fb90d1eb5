"""Who speaks up next, to whom, about what, and in which words. Pure: the same seed and number, the same story."""

from collections.abc import Callable

from earful.channels.sandbox.town.book import fill, openings, phrases, pick
from earful.channels.sandbox.town.cast import BRANDS, PEOPLE, Brand, Customer
from earful.channels.sandbox.town.dice import card, dice
from earful.channels.sandbox.town.rhythm import crisis_brand, phase
from earful.channels.sandbox.town.turns import Story
from earful.channels.sandbox.town.voice import address, utter

Drawn = Callable[[str], int]  # how often a deck was drawn from before this time
DECKS = {
    "question": "ask",
    "complaint": "moan",
    "praise": "praise",
    "suggestion": "idea",
    "chatter": "chat",
    "spam": "spam",
    "private": "quiet",
    "several": "several",
    "crisis": "crisis",
}
MOODS = {
    "question": "plain",
    "complaint": "sad",
    "praise": "happy",
    "suggestion": "plain",
    "chatter": "amused",
    "spam": "happy",
    "private": "plain",
    "several": "sad",
    "crisis": "angry",
}
INCLINED = {
    "patient": {"question": 42, "complaint": 25, "praise": 16, "suggestion": 17},
    "chatty": {"question": 28, "chatter": 18, "praise": 26, "suggestion": 12, "complaint": 16},
    "anxious": {"question": 58, "private": 20, "complaint": 22},
    "furious": {"complaint": 88, "question": 12},
    "funny": {"chatter": 45, "complaint": 40, "praise": 15},
    "expert": {"suggestion": 55, "question": 15, "complaint": 20, "praise": 10},
    "spammer": {"spam": 100},
    "fan": {"praise": 78, "chatter": 12, "question": 10},
    "bystander": {"question": 32, "complaint": 38, "chatter": 12, "praise": 18},
    "busy": {"complaint": 50, "question": 40, "private": 10},
}
WANTING = ("question", "complaint", "private", "several", "crisis")
SEVERAL, UNTAGGED_SPAM = 0.06, 0.5


def tell(seed: int, number: int, at: float, drawn: Drawn, recent: str = "") -> Story:
    """Story `number`, which begins at a moment."""
    roll = dice(seed, number, "story")
    person = _person(seed, number)
    brand = roll.choices(BRANDS, [brand.weight for brand in BRANDS])[0]
    kinds = INCLINED[person.temper]
    kind = roll.choices(list(kinds), list(kinds.values()))[0]
    if phase(at) == "crisis" and kind != "spam" and roll.random() < 0.85:
        kind, brand = "crisis", crisis_brand(at)
    elif kind == "complaint" and person.language == "en" and roll.random() < SEVERAL:
        kind = "several"
    return _worded(seed, number, at, kind, brand, person, drawn, recent)


def _person(seed: int, number: int) -> Customer:
    """Everybody has a turn before anybody has a second one."""
    return PEOPLE[card(seed, "people", number, len(PEOPLE))]


def _worded(
    seed: int, number: int, at: float, kind: str, brand: Brand, person: Customer, drawn: Drawn, recent: str
) -> Story:
    deck, language = DECKS[kind], person.language
    found = openings(f"{brand.key}.{language}", deck)
    if not found:
        language = "en"
        found = openings(f"{brand.key}.en", deck) or openings("all.en", deck)
    name = f"{brand.key}.{language}/{deck}"
    topics = {line: topic for topic, line in found}
    raw = ""

    def filled(line: str) -> str:
        nonlocal raw
        raw = line
        return fill(seed, number, brand.key, language, line, _known(seed, number, brand))

    lines, turn = tuple(line for _, line in found), drawn(name)
    text = pick(seed, name, lines, turn, recent, filled) or filled(lines[card(seed, name, turn, len(lines))])
    topic = topics[raw]
    roll = dice(seed, number, "words")
    shown, meant = utter(text, person, roll, MOODS[kind])
    if kind not in ("private", "spam", "several"):
        shown, meant = _both(shown, meant, brand, language, seed, number)
    return Story(
        number,
        at,
        kind,
        brand.number,
        person.number,
        language,
        topic,
        drawn(f"topic {brand.key}/{topic}"),
        shown,
        meant,
    )


def _both(shown: str, meant: str, brand: Brand, language: str, seed: int, number: int) -> tuple[str, str]:
    return (
        address(shown, brand, language, dice(seed, number, "address")),
        address(meant, brand, language, dice(seed, number, "address")),
    )


def _known(seed: int, number: int, brand: Brand) -> dict[str, str]:
    other = BRANDS[(brand.number + dice(seed, number, "other").randrange(2)) % len(BRANDS)]
    return {"brand": brand.name, "at": f"@{brand.handle}", "other": f"@{other.handle}"}


def under(
    seed: int, number: int, at: float, brand: Brand, topic: str, post: int, turn: int, recent: str
) -> Story | None:
    """A comment below a brand's announcement; None when all was said."""
    place = f"{brand.key}.en"
    lines = [(line, "question") for line in phrases(place, topic, "ask")]
    lines += [(line, "chatter") for line in phrases(place, topic, "say")]
    if turn >= len(lines):
        return None
    line, kind = lines[card(seed, f"{place}/{topic}", turn, len(lines))]
    speakers = [person for person in PEOPLE if person.language == "en" and person.temper != "spammer"]
    person = speakers[card(seed, "under", number, len(speakers))]
    text = fill(seed, number, brand.key, "en", line, _known(seed, number, brand))
    if text.lower() in recent:
        return None
    shown, meant = utter(text, person, dice(seed, number, "words"), MOODS[kind])
    return Story(number, at, kind, brand.number, person.number, "en", topic, turn, shown, meant, post)
