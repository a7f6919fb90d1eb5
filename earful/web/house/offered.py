"""What connecting to each network takes, and what Earful can and cannot do there, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from earful.channels import offering
from earful.channels.contract import Can, Network
from earful.channels.offering import Needs, Sketch, Sort

ICONS = {
    Sort.SOCIAL: "people",
    Sort.MAIL: "inbox",
    Sort.CHATS: "reply",
    Sort.FORUMS: "book",
    Sort.REVIEWS: "figures",
    Sort.OWN: "link",
}
SORTS = {
    Sort.SOCIAL: gettext_noop("Social networks"),
    Sort.MAIL: gettext_noop("Mail and forms"),
    Sort.CHATS: gettext_noop("Chats"),
    Sort.FORUMS: gettext_noop("Blogs and forums"),
    Sort.REVIEWS: gettext_noop("Reviews"),
    Sort.OWN: gettext_noop("Your own"),
}
NEEDS = {
    Needs.NOTHING: gettext_noop("Needs nothing, free"),
    Needs.ACCOUNT: gettext_noop("Needs an account there, free"),
    Needs.REVIEW: gettext_noop("Needs the network's consent"),
    Needs.PAYMENT: gettext_noop("Costs money there"),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """One network in the list, and the first thing on its own page."""

    name: str
    label: str
    icon: str
    needs: str
    takes: str
    hears: str
    answers: bool
    can: list[str]
    cannot: list[str]


@dataclass(frozen=True, slots=True)
class Step:
    """One step, with a drawing of the page it is about."""

    words: str
    sketch: Sketch | None


def offered(network: Network) -> Offered:
    """What one network takes and brings."""
    offer = offering.of(network)
    return Offered(
        name=network.name,
        label=_(network.label),
        icon=ICONS[offer.sort],
        needs=_(NEEDS[offer.needs]),
        takes=ngettext("About %(count)d minute", "About %(count)d minutes", offer.minutes) % {"count": offer.minutes},
        hears=_(offer.hears),
        answers=network.can.send,
        can=list(_can(network.can)),
        cannot=[*_cannot(network.can), *(_(one) for one in offer.cannot)],
    )


def by_sort(networks: list[Network]) -> list[tuple[str, list[Offered]]]:
    """All of them, under their headings."""
    sorts = {sort: [offered(one) for one in networks if offering.of(one).sort is sort] for sort in Sort}
    return [(_(SORTS[sort]), found) for sort, found in sorts.items() if found]


def steps(network: Network) -> list[Step]:
    """How to connect, step by step."""
    drawn = {sketch.step: sketch for sketch in offering.of(network).sketches}
    return [Step(_(words), drawn.get(place)) for place, words in enumerate(network.steps)]


def _can(can: Can) -> Iterator[str]:
    if can.send:
        yield _("Answers stand where the customer wrote, under your team's names.")
    if can.pictures:
        yield _("Answers may carry pictures.")
    if can.edits:
        yield _("An answer can be changed afterwards.")
    if can.deletes:
        yield _("An answer can be taken back.")


def _cannot(can: Can) -> Iterator[str]:
    if not can.send:
        yield _(can.instead) if can.instead else _("Earful cannot answer there.")
        return
    if not can.pictures:
        yield _("Answers carry no pictures.")
    if not can.edits and not can.deletes:
        yield _("An answer that is there can be neither changed nor taken back from here.")
    elif not can.edits:
        yield _("An answer that is there cannot be changed from here.")
    if can.window_hours:
        hours = int(can.window_hours)
        yield ngettext(
            "A private answer is taken only within %(count)d hour of the customer's last words.",
            "A private answer is taken only within %(count)d hours of the customer's last words.",
            hours,
        ) % {"count": hours}
