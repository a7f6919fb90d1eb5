from earful.cli import tables


def run() -> int:
    """Bring the database up to date and say what was done."""
    steps = tables.migrate()
    print(f"{len(steps)} steps taken." if steps else "The database is up to date.")
    return 0
