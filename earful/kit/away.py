"""When the database cannot serve: told apart from our own mistakes, so that everybody can say so and wait calmly."""

from enum import StrEnum

import psycopg

REASONS = {
    "53100": "full",
    "53200": "crowded",  # out of memory
    "53300": "crowded",  # too many connections
    "25006": "copy",  # a copy that may only be read, while another takes over
    "58030": "full",  # it cannot read or write its files
}


class Away(StrEnum):
    """Why the database cannot serve."""

    GONE = "gone"  # it does not answer, starts, stops or broke off
    FULL = "full"  # it has no room to write
    CROWDED = "crowded"  # it takes no more at a time
    COPY = "copy"  # it takes nothing in


def away(error: BaseException | None) -> Away | None:
    """Why the database could not serve, if that is what an error says; None when the fault is ours."""
    while error is not None and not isinstance(error, psycopg.Error):
        error = error.__cause__
    if error is None:
        return None
    code = error.sqlstate or ""
    if reason := REASONS.get(code):
        return Away(reason)
    if code.startswith(("08", "57P")) or (not code and isinstance(error, _LOST)):
        return Away.GONE
    return None


_LOST = (psycopg.OperationalError, psycopg.InterfaceError)
