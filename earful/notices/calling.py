"""Telling a chat tool something, over the one door to the outside and never inside a transaction."""

from dataclasses import dataclass, field

from asgiref.sync import async_to_sync
from django.utils.translation import gettext as _

from earful.kit.transaction import on_the_wire
from earful.kit.transport import Forbidden, Response, Transport, TransportError, Unreachable

PATIENCE = 15.0  # seconds of each step
MOST = 64 * 1024  # bytes of an answer
LONGEST = 1900  # characters; Discord takes 2000
BUSY, GONE, SERVER_ERROR = 429, (404, 410), 500


class NotTaken(Exception):
    """A chat tool did not take a message: `words` for a person; `again`: later it may."""

    def __init__(self, words: str, *, again: bool = False) -> None:
        super().__init__(words)
        self.words, self.again = words, again


@dataclass(frozen=True, slots=True)
class Call:
    """Where to, in which shape, and what."""

    address: str = field(repr=False)
    shape: str
    text: str


def call(what: Call) -> None:
    """Tell it. Raises NotTaken; when nobody knows whether it was taken, too: two messages are better than none."""
    on_the_wire()
    async_to_sync(_call)(what)


async def _call(what: Call) -> None:
    text = what.text if len(what.text) <= LONGEST else what.text[: LONGEST - 1] + "…"
    try:
        async with Transport(max_bytes=MOST) as door:
            answer = await door.request("POST", what.address, json={what.shape: text}, timeout=PATIENCE)
    except Forbidden as error:
        raise NotTaken(
            _("Its address leads into the inside of a network. An owner of the machine must allow it.")
        ) from error
    except Unreachable as error:
        raise NotTaken(_("The chat tool cannot be reached."), again=True) from error
    except TransportError as error:
        raise NotTaken(
            _("The chat tool ended the call before it said whether it took the message."), again=True
        ) from error
    _judge(answer)


def _judge(answer: Response) -> None:
    if answer.ok:
        return
    told = {"code": answer.status}
    if answer.status in GONE:
        raise NotTaken(_("The chat tool does not know this address any more (%(code)s). Enter a new one.") % told)
    again = answer.status == BUSY or answer.status >= SERVER_ERROR
    raise NotTaken(_("The chat tool refused the message (%(code)s).") % told, again=again)
