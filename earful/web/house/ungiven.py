"""Why a language model gave no opinion, in words: of the one that was tried, and as those of a month are counted."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from earful.kit.words import gettext_noop
from earful.triage.ungiven import Failed, Ungiven

FAILURES = {
    Failed.UNREACHABLE: (
        gettext_noop("Nothing answers at this address."),
        gettext_noop("nothing answered at its address"),
    ),
    Failed.INTERNAL: (
        gettext_noop("This address lies inside a private network. Allow it in EARFUL_TRUSTED_HOSTS first."),
        gettext_noop("its address lies inside a private network"),
    ),
    Failed.SLOW: (gettext_noop("It did not answer in time."), gettext_noop("it took too long")),
    Failed.BUSY: (gettext_noop("It asks us to come back later."), gettext_noop("it asked us to come back later")),
    Failed.REFUSED: (
        gettext_noop("It refused the question. Check the address, the model's name and the key."),
        gettext_noop("it refused the question"),
    ),
    Failed.BROKEN: (gettext_noop("It has trouble of its own just now."), gettext_noop("it had trouble of its own")),
    Failed.LARGE: (gettext_noop("Its answer was far too long."), gettext_noop("its answer was far too long")),
    Failed.UNREADABLE: (
        gettext_noop("It answers, but not in the form it was asked for. Another model may do better."),
        gettext_noop("its answer was not in the form it was asked for"),
    ),
    Failed.KEY: (
        gettext_noop("The stored key cannot be opened. Write it again."),
        gettext_noop("the stored key could not be opened"),
    ),
    Failed.INTERRUPTED: (gettext_noop("Earful was interrupted."), gettext_noop("Earful was interrupted")),
}


def sentence(failure: Ungiven) -> str:
    """What became of a trial."""
    words = _(FAILURES[failure.why][0])
    coded = _("%(words)s (It answered with status %(status)s.)") % {"words": words, "status": failure.status}
    return coded if failure.status else words


def counted(failed: Mapping[str, int]) -> list[tuple[int, str]]:
    """How often, and why."""
    return [(count, _(FAILURES[Failed(why)][1])) for why, count in sorted(failed.items())]
