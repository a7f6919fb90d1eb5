"""Style sheets and scripts, gathered where the web process serves them, under names that change with their content."""

import fcntl
import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def gather() -> None:
    """Gather them if anything has changed; one process at a time."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    turn = os.open(root.with_name("static.turn"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(turn, fcntl.LOCK_EX)
        stamp, state = root.with_name("static.stamp"), _state()
        if stamp.exists() and stamp.read_text() == state and any(root.iterdir()):
            return
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(state)
    finally:
        os.close(turn)


def _state() -> str:
    """A mark of every source file as it stands."""
    mark = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            status = Path(storage.path(name)).stat()
            mark.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return mark.hexdigest()
