"""Room on the disks, looked at without the database: a full disk is a reason why that does not answer."""

import shutil
from pathlib import Path

from earful.cli.findings import Finding

LEAST_ROOM = 1024  # megabytes


def disk(folder: Path) -> Finding:
    """Room for what comes, where Earful keeps its own things and where the database keeps its rows."""
    places = [folder, *([folder / "postgres"] if (folder / "postgres").exists() else [])]
    free, place = min((shutil.disk_usage(place).free // 2**20, place) for place in places)
    if free < LEAST_ROOM:
        words = f"{free} MB free in {place.resolve()}. Make room: on a full disk nothing is heard and nothing leaves."
        return Finding("disk", False, words)
    return Finding("disk", True, f"{free / 1024:.1f} GB free")
