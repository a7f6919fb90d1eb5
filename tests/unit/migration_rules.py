"""Which schema changes may run while the version before still works, and while many rows stand in the way.

django-migration-linter reads the SQL with regular expressions and cannot tell a new table from a full one; these look at
the operations themselves, with the state of the models before and after each. A migration that must break a rule says
why in a class attribute `safe_because`.
"""

import re
from collections.abc import Iterator

from django.contrib.postgres import operations as postgres
from django.db import NotSupportedError, connection, migrations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field, ForeignKey, ManyToManyField
from django.db.models.fields import NOT_PROVIDED

SMALL = {"accounts", "staff"}  # rooms with few rows: nothing takes long there
FINE = (
    migrations.CreateModel,
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
    migrations.AlterModelTableComment,
    postgres.CreateExtension,
    postgres.AddConstraintNotValid,
    postgres.ValidateConstraint,
)
TAKEN = (migrations.DeleteModel, migrations.RemoveField, migrations.RemoveConstraint)
RENAMED = (migrations.RenameModel, migrations.RenameField, migrations.AlterModelTable, migrations.RenameIndex)
BESIDE = (postgres.AddIndexConcurrently, postgres.RemoveIndexConcurrently)
HEAVY = {
    r"\bdrop\s+(table|column|view)\b": "takes away what the version before reads",
    r"\brename\b": "takes away the name by which the version before knows it",
    r"\balter\s+column\s+\S+\s+(set\s+data\s+)?type\b": "writes the whole table anew",
    r"\bset\s+not\s+null\b": "reads the whole table under a lock, and the version before may leave it empty",
    r"\bcreate\s+(unique\s+)?index\s+(?!concurrently)": "builds an index under a lock",
    r"\badd\s+(constraint|foreign|unique|check)\b(?!.*not\s+valid)": "checks the whole table under a lock",
    r"\b(truncate|lock\s+table|vacuum\s+full|cluster)\b": "locks the table",
}
BODY = re.compile(r"\$(\w*)\$.*?\$\1\$", re.DOTALL)


def complaints(migration: migrations.Migration, before: ProjectState) -> Iterator[str]:
    """What is unsafe in one migration, in words. `before` is changed to the state after it."""
    new: set[str] = set()
    for operation in migration.operations:
        after = before.clone()
        operation.state_forwards(migration.app_label, after)
        for words in _wrong(operation, migration, new, before, after):
            yield f"{migration.app_label} {migration.name}: {operation.describe()}: {words}"
        if isinstance(operation, migrations.CreateModel):
            new.add(operation.name_lower)
        before.models = after.models
        vars(before).pop("apps", None)  # drawn from the models, and only for who asks: it takes long


def _wrong(
    operation: Operation, migration: migrations.Migration, new: set[str], before: ProjectState, after: ProjectState
) -> Iterator[str]:
    model = getattr(operation, "model_name_lower", "") or getattr(operation, "name_lower", "")
    small = migration.app_label in SMALL
    if isinstance(operation, FINE) or (model in new and not isinstance(operation, (*TAKEN, *RENAMED))):
        return
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        for inner in operation.database_operations:
            yield from _wrong(inner, migration, new, before, after)
    elif isinstance(operation, migrations.AlterField):
        old, fresh = (_field(state, migration.app_label, model, operation.name) for state in (before, after))
        yield from _altered(old, fresh)
    elif isinstance(operation, migrations.AddField):
        yield from _added(operation.field, small=small)
    elif isinstance(operation, migrations.RunSQL):
        yield from _said(operation)
    elif words := _flatly(operation, atomic=migration.atomic, small=small):
        yield words


def _flatly(operation: Operation, *, atomic: bool, small: bool) -> str:
    """What is wrong with an operation whatever it is about; "" if nothing is."""
    match operation:
        case migrations.AddIndex() | migrations.RemoveIndex() if not isinstance(operation, BESIDE):
            return "" if small else "locks the table; use AddIndexConcurrently or RemoveIndexConcurrently"
        case migrations.RunPython():
            told = (operation.code.__doc__ or "").strip()
            return (
                "" if told else "the function must say in its docstring why it does no harm beside the version before"
            )
    if isinstance(operation, TAKEN):
        return "takes away what the version before reads or relies on"
    if isinstance(operation, RENAMED):
        return "takes away the name by which the version before knows it"
    if isinstance(operation, BESIDE):
        return "needs atomic = False" if atomic else ""
    return "is not known to be safe"


def _field(state: ProjectState, room: str, model: str, name: str) -> Field:
    return state.apps.get_model(room, model)._meta.get_field(name)


def _added(field: Field, *, small: bool) -> Iterator[str]:
    if isinstance(field, ManyToManyField):
        return
    if not field.null and field.db_default is NOT_PROVIDED:
        yield "the version before does not fill it; make it null=True or give it a db_default"
    if field.unique:
        yield "builds an index under a lock"
    elif field.db_index and not small:
        yield "builds an index under a lock; use db_index=False and AddIndexConcurrently"
    if isinstance(field, ForeignKey) and not field.null and field.db_constraint and not small:
        yield "checks the whole table under a lock"


def _altered(old: Field, fresh: Field) -> Iterator[str]:
    was, becomes = (field.db_parameters(connection)["type"] for field in (old, fresh))
    if was != becomes and not _wider(str(was), str(becomes)):
        yield f"writes the whole table anew ({was} becomes {becomes})"
    if old.null and not fresh.null:
        yield "the version before may leave it empty"
    if (fresh.unique and not old.unique) or (fresh.db_index and not old.db_index):
        yield "builds an index under a lock"
    if old.db_default is not NOT_PROVIDED and fresh.db_default is NOT_PROVIDED:
        yield "the version before relies on its default"


def _wider(was: str, becomes: str) -> bool:
    """Whether a text only gets more room, which PostgreSQL notes without touching the rows."""
    room = re.compile(r"varchar\((\d+)\)")
    before, after = room.fullmatch(was), room.fullmatch(becomes)
    if before is None:
        return False
    return becomes == "text" or (after is not None and int(after[1]) >= int(before[1]))


def _said(operation: migrations.RunSQL) -> Iterator[str]:
    if not isinstance(operation.sql, str):
        raise NotSupportedError("Give RunSQL one text.")
    text = BODY.sub("''", re.sub(r"--[^\n]*", "", operation.sql)).lower()
    made = set(re.findall(r"create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?(\S+)", text))
    for statement in text.split(";"):
        if any(re.search(rf"\b(on|table)\s+(only\s+)?{re.escape(name)}\b", statement) for name in made):
            continue
        for pattern, why in HEAVY.items():
            if re.search(pattern, statement, re.DOTALL):
                yield f"{statement.strip()[:60]!r} {why}"
