"""Room on the disk that Earful keeps everything on: said on the pages before it runs out."""

import shutil
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

LEAST = 300 * 2**20  # bytes; below this the pages say so


def left() -> int | None:
    """Bytes, where the database is Earful's own; nobody can look into the disk of another machine."""
    try:
        rows: Path = settings.DATA_DIR / "postgres"
        return shutil.disk_usage(rows).free if rows.exists() else None
    except OSError:
        return None


def enough() -> bool:
    """Whether there is room for some time."""
    free = left()
    return free is None or free > LEAST


def words() -> str:
    """A sentence for the people at the desk while there is too little; "" when all is well."""
    free = left()
    if free is None or free > LEAST:
        return ""
    return _(
        "The disk is nearly full: %(megabytes)d MB left. When it is full nothing new is heard and no answer leaves; "
        "whoever looks after this machine should make room now."
    ) % {"megabytes": free // 2**20}
