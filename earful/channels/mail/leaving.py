"""Handing a mail to the server that sends it (SMTP), once; each answer of the server is one of the four failures."""

import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from aiosmtplib import SMTP
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
)

from earful.channels.contract import Expired, Refused, Retry, Uncertain
from earful.channels.mail import words
from earful.channels.mail.servers import NONE, STARTTLS, TLS, Server
from earful.kit.transport import Forbidden, Transport, TransportError, certificates

STEP = 30.0  # seconds
SIGN_IN = frozenset({530, 534, 535, 538})
PAUSE = 120.0


@asynccontextmanager
async def signed_in(server: Server, user: str, password: str, ours: str, door: Transport) -> AsyncIterator[SMTP]:
    """A connection of one's own. `ours`: what we call ourselves there. Raises Retry, Expired."""
    try:
        made = await door.call(server.host, server.port)
    except Forbidden as error:
        raise Refused(words.INTERNAL) from error
    except TransportError as error:
        raise Retry(words.AWAY, 30.0) from error
    call = SMTP(
        hostname=server.host,
        sock=made,
        local_hostname=ours,
        timeout=STEP,
        use_tls=server.security == TLS,
        start_tls=False,
        tls_context=certificates() if server.security != NONE else None,
    )
    try:
        await _begin(call, server, user, password)
        yield call
    finally:
        call.close()
        with suppress(OSError):
            made.close()


async def _begin(call: SMTP, server: Server, user: str, password: str) -> None:
    try:
        await call.connect()
        if server.security == STARTTLS:
            await call.starttls(server_hostname=server.host)
        if password:
            await call.login(user, password)
    except SMTPAuthenticationError as error:
        if 400 <= error.code < 500:
            raise Retry(words.TROUBLE, PAUSE) from error
        raise Expired(words.EXPIRED) from error
    except SMTPResponseException as error:
        busy = 400 <= error.code < 500
        raise Retry(words.TROUBLE if busy else words.BROKEN, PAUSE) from error
    except (SMTPException, OSError, ValueError) as error:
        unsafe = isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError)
        raise Retry(words.UNSAFE if unsafe else words.AWAY, 30.0) from error


async def hand_over(call: SMTP, sender: str, to: str, proof: Sequence[str], octets: bytes) -> None:
    """Give it the mail. Raises Retry, Refused, Expired; Uncertain when its answer to the whole mail was lost."""
    try:
        await call.mail(sender)
        await call.rcpt(to)
    except SMTPRecipientRefused as error:
        raise _failure(error.code, error.message, words.NO_RECEIVER) from error
    except SMTPResponseException as error:
        raise _failure(error.code, error.message, words.NOT_TAKEN) from error
    except (SMTPException, OSError) as error:  # nothing was handed over yet
        raise Retry(words.BROKEN, 30.0) from error
    try:
        for address in proof:
            with suppress(SMTPResponseException):  # the customer's copy counts
                await call.rcpt(address)
    except (SMTPException, OSError) as error:
        raise Retry(words.BROKEN, 30.0) from error
    try:
        await call.data(octets)
    except SMTPDataError as error:
        raise _failure(error.code, error.message, words.NOT_TAKEN) from error
    except (SMTPException, OSError) as error:
        raise Uncertain(words.LOST) from error


def _failure(code: int, said: str, refusal: str) -> Exception:
    if code in SIGN_IN:
        return Expired(words.EXPIRED)
    if 400 <= code < 500 or code < 200:
        return Retry(words.TROUBLE, PAUSE)
    why = " ".join("".join(c if c.isprintable() else " " for c in said).split())[:200].rstrip(". ")
    return Refused(refusal % {"why": why or str(code)})
