"""Finding people by a part of their name or handle, also among millions: by trigrams, or by beginnings without them.

Trigrams need PostgreSQL's own extension pg_trgm. It comes with every PostgreSQL, but the owner of a server may have left
it out or may not let us switch it on; then names are found by how they begin, and `earful doctor` says so.
"""

from django.db import NotSupportedError, OperationalError, ProgrammingError, connection
from django.db.models import Q, Value
from django.db.models.functions import Upper
from django.db.models.lookups import Exact, StartsWith

from earful.customers.models import Handle

SHORTEST = 3  # characters that a trigram takes
READY = "select indisvalid from pg_index where indexrelid = to_regclass('handle_like')"
MAKE = (
    "create index concurrently handle_like on customers_handle using gin "
    "(upper(name) gin_trgm_ops, upper(handle) gin_trgm_ops)"
)


def named(workspace_id: int, words: str, most: int) -> list[int] | None:
    """The handles of people called so; None when that is more than `most`."""
    words = words.strip().lstrip("@")
    if not words:
        return []
    rows = Handle.objects.filter(workspace_id=workspace_id)
    if len(words) >= SHORTEST and by_parts():
        rows = rows.filter(called(words))
    else:
        name, handle, said = Upper("name"), Upper("handle"), Upper(Value(words))
        rows = rows.filter(StartsWith(name, said) | StartsWith(handle, said) | Exact(name, said))
    found = list(rows.values_list("pk", flat=True)[: most + 1])
    return None if len(found) > most else found


def called(words: str, person: str = "") -> Q:
    """The condition that somebody's name or handle has these words in it. `person`: where they stand, as "author__"."""
    return Q(**{f"{person}name__icontains": words}) | Q(**{f"{person}handle__icontains": words})


def by_parts() -> bool:
    """Whether any part of a name finds a person quickly, or only its beginning."""
    with connection.cursor() as cursor:
        cursor.execute(READY)
        row = cursor.fetchone()
    return bool(row and row[0])


def index() -> bool:
    """Make the index, where this server lets us; whether it is there. Not within a transaction."""
    if by_parts():
        return True
    with connection.cursor() as cursor:
        try:
            cursor.execute("drop index concurrently if exists handle_like")  # left half made by one who was killed
            cursor.execute("create extension if not exists pg_trgm")
            cursor.execute(MAKE)
        except (OperationalError, ProgrammingError, NotSupportedError):  # not allowed, not installed, an old pg_trgm
            return False
    return True
