"""What a person can say of a message: each answer with its one key. The same in the sheet of the key `w` and under Why."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from earful.kit.words import gettext_noop
from earful.web import shown

GROUPS = (
    (gettext_noop("It is"), (("kind:question", "q"), ("kind:complaint", "c"), ("kind:praise", "p"),
     ("kind:suggestion", "s"), ("kind:other", "o"))),
    (gettext_noop("Somebody waits for us"), (("needs:yes", "y"), ("needs:no", "n"))),
    (gettext_noop("It is urgent"), (("urgency:2", "2"), ("urgency:1", "1"), ("urgency:0", "0"))),
    (gettext_noop("Nobody should see it"), (("spam:yes", "x"),)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer."""

    value: str
    words: str
    key: str


@dataclass(frozen=True, slots=True)
class Group:
    """Answers to one question."""

    words: str
    choices: tuple[Choice, ...]


def groups() -> list[Group]:
    """All of them."""
    return [
        Group(_(words), tuple(Choice(value, shown.answer(*value.split(":")), key) for value, key in choices))
        for words, choices in GROUPS
    ]
