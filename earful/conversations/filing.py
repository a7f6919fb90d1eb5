"""Moving the payloads of matters that ended long ago into archive files; see docs/scale.md."""

from collections import defaultdict
from pathlib import Path

from earful.conversations.clearing import PART, items_of, past
from earful.conversations.models import Keeping
from earful.intake import actions as intake
from earful.intake import queries as ledger
from earful.intake import vault
from earful.kit import clock
from earful.kit.transaction import one_transaction


@one_transaction
def part(folder: Path, keeping: Keeping) -> int | None:
    """The payloads of the next matters into a file, then out of the database; how many. None: nothing is left to do.

    Killed before the end, the database keeps all of them and the file is written again. Its name follows from where the
    part begins, which never comes twice.
    """
    row = Keeping.objects.select_for_update().get(pk=keeping.pk)
    matters = past(row, clock.now()).select_for_update(of=("self",))
    found = list(matters.values_list("pk", "ended_at")[:PART])
    if not found:
        return None
    items = items_of([pk for pk, _ in found])
    moved = 0
    if items:
        name = f"{found[0][1]:%Y-%m}/{row.workspace_id}-{found[0][1]:%Y%m%dT%H%M%S%f}-{found[0][0]}.jsonl.gz"
        vault.write(folder, name, items)
        moved = intake.file_away(items, name)
    row.reached_id, row.reached_at = found[-1]
    row.cleared, row.last_cleared, row.last_at = row.cleared + moved, moved, clock.now()
    row.save()
    return moved


def withdraw(folder: Path, workspace_id: int) -> int:
    """Take out of the files what its authors removed since; how many payloads."""
    gone: dict[str, list[int]] = defaultdict(list)
    for item_id, name in ledger.to_withdraw(workspace_id):
        gone[name].append(item_id)
    for name, items in gone.items():
        vault.withdraw(folder, name, items)
        intake.withdrawn(name)
    return sum(map(len, gone.values()))
