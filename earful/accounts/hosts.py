"""One line in front of each host that strangers' addresses lead to, shared by all processes: the table accounts_host.

No model and no workspace: it is nobody's row, lives for hours, and a host is one host, whichever desk asks it.
"""

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection

from earful.kit.courtesy import LONGEST_GAP, LONGEST_REST

# The place in the line is taken in one statement; where the line is too long, nothing is taken.
TURN = """
insert into accounts_host as line (host, free_at) values (%(host)s, now() + make_interval(secs => %(gap)s))
on conflict (host) do update set free_at = greatest(line.free_at, now()) + make_interval(secs => %(gap)s)
where line.free_at <= now() + make_interval(secs => %(longest)s)
returning extract(epoch from free_at - now())
"""
LEFT = "select extract(epoch from free_at - now()) from accounts_host where host = %(host)s"
REST = """
insert into accounts_host as line (host, free_at) values (%(host)s, now() + make_interval(secs => %(rest)s))
on conflict (host) do update set free_at = greatest(line.free_at, excluded.free_at)
"""
FORGET = "delete from accounts_host where free_at < now() - interval '1 hour'"


def turn(host: str, gap: float) -> float:
    """Seconds to wait before asking; more than LONGEST_GAP: no place was taken."""
    given: dict[str, str | float] = {"host": host[:300], "gap": gap, "longest": LONGEST_GAP}
    with connection.cursor() as cursor:
        cursor.execute(TURN, given)
        if taken := cursor.fetchone():
            return max(float(taken[0]) - gap, 0.0)
        cursor.execute(LEFT, given)
        left = cursor.fetchone()
    return max(float(left[0]) if left else 0.0, LONGEST_GAP + 1)


def rest(host: str, seconds: float) -> None:
    """The host asked to be left alone for so long."""
    with connection.cursor() as cursor:
        cursor.execute(REST, {"host": host[:300], "rest": min(seconds, LONGEST_REST)})
        cursor.execute(FORGET)


class SharedPace:
    """The line, for those who wait in it."""

    async def turn(self, host: str, gap: float) -> float:
        """Seconds to wait before asking."""
        return await sync_to_async(_turn)(host, gap)

    async def rest(self, host: str, seconds: float) -> None:
        """The host asked to be left alone for so long."""
        await sync_to_async(_rest)(host, seconds)


def _turn(host: str, gap: float) -> float:
    close_old_connections()
    return turn(host, gap)


def _rest(host: str, seconds: float) -> None:
    close_old_connections()
    rest(host, seconds)
