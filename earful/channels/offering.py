"""What an owner wants to know of a network before connecting to it, and how its own pages look where something is pressed.

A network of this package carries an `offer`; one that another package brings may.
"""

from dataclasses import dataclass
from enum import StrEnum

from earful.channels.contract import Network
from earful.kit.words import gettext_noop


class Needs(StrEnum):
    """What somebody else must give before anything can be heard there."""

    NOTHING = "nothing"
    ACCOUNT = "account"  # one of the brand's own there
    REVIEW = "review"  # the network looks at whoever asks, and may say no
    PAYMENT = "payment"


class Sort(StrEnum):
    """Under which heading a network is looked for; in the order of the page."""

    SOCIAL = "social"
    MAIL = "mail"
    CHATS = "chats"
    FORUMS = "forums"
    REVIEWS = "reviews"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Sketch:
    """A page of the network, drawn with what matters in one step. All texts are marked with gettext_noop."""

    step: int  # which of the network's steps it belongs to; the first is 0
    title: str  # what stands above that page
    path: tuple[str, ...] = ()  # where to press, one after the other; the last is the page itself
    fields: tuple[tuple[str, str], ...] = ()  # what an entry is called there, and what to enter
    press: str = ""  # the button


@dataclass(frozen=True, slots=True)
class Offer:
    """What it takes and what it brings. Whole sentences, marked with gettext_noop."""

    sort: Sort
    needs: Needs
    minutes: int  # until it listens, for somebody who has what it needs
    hears: str
    cannot: tuple[str, ...] = ()  # besides what the network's `can` says by itself
    sketches: tuple[Sketch, ...] = ()


UNSAID = Offer(
    Sort.OWN,
    Needs.ACCOUNT,
    10,
    gettext_noop("Comes with a package beside Earful; what it hears stands in the package's own words."),
)


def of(network: Network) -> Offer:
    """What a network says of itself."""
    offer = getattr(network, "offer", UNSAID)
    return offer if isinstance(offer, Offer) else UNSAID
