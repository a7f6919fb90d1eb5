"""What a policy says: for whom it is, and what it promises."""

from dataclasses import dataclass

from earful.kit.words import gettext_noop

LONGEST = 60 * 24 * 365  # minutes


class CannotPromise(Exception):
    """Why a policy cannot be so, in a sentence."""


@dataclass(frozen=True, slots=True)
class Terms:
    """For what a policy is, and what it promises, in minutes. What is empty fits everything, or is not promised."""

    name: str
    account_id: int | None = None
    kind: str = ""
    urgency: int = 0
    language: str = ""
    group_id: int | None = None
    first: int | None = None
    next: int | None = None
    solved: int | None = None
    calendar_id: int | None = None
    warn: int = 75


def check(terms: Terms, *, base: bool = False) -> None:
    """Whether it can be promised. `base`: for everything else. Raises CannotPromise."""
    given = [minutes for minutes in (terms.first, terms.next, terms.solved) if minutes is not None]
    if not base and not terms.name.strip():
        raise CannotPromise(gettext_noop("Give it a name, so that people know what it is for."))
    if not given or (base and not (terms.first and terms.next)):
        raise CannotPromise(
            gettext_noop("Say within which time somebody is answered, first and later.")
            if base
            else gettext_noop("Promise something: a first answer, a next one, or a solution.")
        )
    if any(not 0 < minutes <= LONGEST for minutes in given):
        raise CannotPromise(gettext_noop("A promise is for a time between a minute and a year."))
    if not 10 <= terms.warn <= 95:
        raise CannotPromise(gettext_noop("Warn after between 10 and 95 of 100 parts of the time."))
