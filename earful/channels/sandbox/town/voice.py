"""How somebody writes: small letters, missing full stops, a typo, an emoji, or shouting."""

from dataclasses import dataclass
from random import Random

from earful.channels.sandbox.town.cast import Brand, Customer
from earful.channels.sandbox.town.dice import dice

EMOJI = {
    "happy": ("😊", "🙌", "💛", "👏", "🥰", "✨", "👍", "☀️"),
    "sad": ("😞", "🙁", "😩", "😭", "🥲", "😕"),
    "angry": ("😡", "🤬", "🙄", "😤", "👎", "🤯"),
    "plain": ("🤔", "🙏", "👀", "🙂", "💭"),
    "amused": ("😂", "🤣", "😅", "🫠", "💀"),
}
GREETINGS = {
    "en": (
        "@{h} {t}",
        "@{h} {t}",
        "Hi @{h}. {t}",
        "Hello @{h} - {t}",
        "{t} @{h}",
        "{t} cc @{h}",
        "Hey @{h}. {t}",
    ),
    "de": ("@{h} {t}", "Hallo @{h}, {t}", "{t} @{h}", "Moin @{h}! {t}"),
    "fr": ("@{h} {t}", "Bonjour @{h}. {t}", "{t} @{h}"),
    "es": ("@{h} {t}", "Hola @{h}. {t}", "{t} @{h}"),
    "it": ("@{h} {t}", "Buongiorno @{h}. {t}"),
    "nl": ("@{h} {t}", "Hoi @{h}, {t}"),
    "pl": ("@{h} {t}", "Dzień dobry @{h}. {t}"),
    "pt": ("@{h} {t}", "Olá @{h}. {t}"),
}


@dataclass(frozen=True, slots=True)
class Voice:
    """Someone's habits, each a chance between 0 and 1."""

    small: bool
    no_stop: float
    emoji: float
    typo: float
    shout: float


def voice_of(customer: Customer) -> Voice:
    """The habits of one person, always the same."""
    roll = dice(0, "voice", customer.handle)
    hasty = customer.temper in ("furious", "busy")
    return Voice(
        small=roll.random() < (0.4 if customer.temper == "busy" else 0.1),
        no_stop=roll.choice((0.1, 0.4, 0.9)),
        emoji=roll.choice((0.0, 0.0, 0.2, 0.5)) + (0.2 if customer.temper in ("chatty", "fan", "funny") else 0.0),
        typo=roll.choice((0.0, 0.0, 0.05, 0.2)) + (0.1 if hasty else 0.0),
        shout=0.35 if customer.temper == "furious" else 0.0,
    )


def address(text: str, brand: Brand, language: str, roll: Random, *, always: bool = False) -> str:
    """Tell the brand that it is meant, as people do; who wrote its name often leaves it at that."""
    if f"@{brand.handle}" in text:
        return text
    if not always and brand.name.lower() in text.lower() and roll.random() < 0.6:
        return text
    return roll.choice(GREETINGS[language]).replace("{h}", brand.handle).replace("{t}", text)


def utter(text: str, customer: Customer, roll: Random, mood: str) -> tuple[str, str]:
    """The text as this person types it, and as they meant it (without the typo)."""
    voice = voice_of(customer)
    if voice.small:
        text = " ".join(word if word.isupper() and len(word) > 3 else word.lower() for word in text.split(" "))
    if text.endswith(".") and not text.endswith("..") and roll.random() < voice.no_stop:
        text = text[:-1]
    if roll.random() < voice.shout:
        text = _shout(text, roll)
    meant = _with_emoji(text, roll, mood) if roll.random() < voice.emoji else text
    return (_typo(meant, roll) if roll.random() < voice.typo else meant), meant


def _with_emoji(text: str, roll: Random, mood: str) -> str:
    emoji = roll.choice(EMOJI[mood])
    return f"{text} {emoji * (2 if roll.random() < 0.15 else 1)}"


def _shout(text: str, roll: Random) -> str:
    if text.endswith("."):
        text = text[:-1] + "!!"
    words = text.split(" ")
    plain = [place for place, word in enumerate(words) if word.isalpha() and len(word) > 3]
    if plain:
        place = roll.choice(plain)
        words[place] = words[place].upper()
    return " ".join(words)


def _typo(text: str, roll: Random) -> str:
    words = text.split(" ")
    plain = [place for place, word in enumerate(words) if word.isalpha() and word.islower() and len(word) > 4]
    if not plain:
        return text
    place = roll.choice(plain)
    word, spot = words[place], roll.randrange(1, len(words[place]) - 2)
    swapped = word[:spot] + word[spot + 1] + word[spot] + word[spot + 2 :]
    words[place] = roll.choice((swapped, word[:spot] + word[spot + 1 :], word[:spot] + word[spot] + word[spot:]))
    return " ".join(words)
