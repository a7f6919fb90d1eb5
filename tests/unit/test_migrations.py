"""Every schema change runs while the version before still works. The rules themselves are tried on bad examples."""

from typing import ClassVar

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from tests.unit.migration_rules import complaints

loader = MigrationLoader(None)
OURS = {config.label for config in loader.project_state().apps.get_app_configs()}


def in_order() -> list[migrations.Migration]:
    plan: list[tuple[str, str]] = []
    for leaf in loader.graph.leaf_nodes():
        plan += [step for step in loader.graph.forwards_plan(leaf) if step not in plan]
    return [loader.graph.nodes[step] for step in plan]


@pytest.fixture(scope="module")
def read() -> list[tuple[migrations.Migration, list[str]]]:
    """Each later migration of ours with what can be said against it; what came before is drawn up once for all tests."""
    found, state = [], ProjectState()
    for migration in in_order():
        if type(migration).__module__.startswith("earful.") and not migration.initial:
            found.append((migration, list(complaints(migration, state))))
        else:
            state = migration.mutate_state(state, preserve=False)
    return found


def test_every_migration_runs_beside_the_version_before(read: list[tuple[migrations.Migration, list[str]]]) -> None:
    assert [said for one, said in read if said and not getattr(one, "safe_because", "").strip()] == []


def test_a_reason_is_only_given_where_it_is_needed(read: list[tuple[migrations.Migration, list[str]]]) -> None:
    assert [str(one) for one, said in read if not said and getattr(one, "safe_because", "")] == []


def before() -> ProjectState:
    """A house with one table that is full of rows."""
    state = ProjectState()
    columns = {
        "id": models.BigAutoField(primary_key=True),
        "words": models.CharField(max_length=20, null=True),
        "note": models.TextField(db_default=""),
    }
    state.add_model(ModelState("triage", "Row", list(columns.items())))
    return state


def said(*operations: migrations.operations.base.Operation, atomic: bool = True) -> list[str]:
    class Migration(migrations.Migration):
        dependencies: ClassVar = []

    Migration.operations, Migration.atomic = list(operations), atomic
    return list(complaints(Migration("0002_tried", "triage"), before()))


def fills(apps, schema_editor) -> None:
    """In small steps, each row once."""


def fills_silently(apps, schema_editor) -> None:
    pass


INDEX = models.Index(fields=["words"], name="row_by_words")
UNSAFE = {
    "drops a table": migrations.DeleteModel("Row"),
    "drops a column": migrations.RemoveField("row", "words"),
    "renames a table": migrations.RenameModel("Row", "Line"),
    "renames a column": migrations.RenameField("row", "words", "text"),
    "moves a table": migrations.AlterModelTable("row", "rows"),
    "adds what the old version does not fill": migrations.AddField("row", "new", models.TextField(default="")),
    "adds a column with an index": migrations.AddField("row", "new", models.IntegerField(null=True, db_index=True)),
    "adds a unique column": migrations.AddField("row", "new", models.IntegerField(null=True, unique=True)),
    "adds an index under a lock": migrations.AddIndex("row", INDEX),
    "adds a constraint that is checked": migrations.AddConstraint(
        "row", models.CheckConstraint(condition=~models.Q(words=""), name="row_says_something")
    ),
    "writes the table anew": migrations.AlterField("row", "words", models.IntegerField(null=True)),
    "makes a text narrower": migrations.AlterField("row", "words", models.CharField(max_length=10, null=True)),
    "forbids empty values": migrations.AlterField("row", "words", models.CharField(max_length=20)),
    "takes a default away": migrations.AlterField("row", "note", models.TextField()),
    "drops in SQL": migrations.RunSQL("alter table triage_row drop column words"),
    "renames in SQL": migrations.RunSQL("alter table triage_row rename column words to text"),
    "rewrites in SQL": migrations.RunSQL("alter table triage_row alter column words type integer using 1"),
    "forbids empty values in SQL": migrations.RunSQL("alter table triage_row alter column words set not null"),
    "locks for an index in SQL": migrations.RunSQL("create unique index one on triage_row (words)"),
    "checks in SQL": migrations.RunSQL("alter table triage_row add constraint c check (words <> '')"),
    "runs code without a word": migrations.RunPython(fills_silently),
    "hides it in state and database": migrations.SeparateDatabaseAndState(
        database_operations=[migrations.RemoveField("row", "words")]
    ),
}
SAFE = {
    "a new table": migrations.CreateModel("Line", [("id", models.BigAutoField(primary_key=True))]),
    "a column that may be empty": migrations.AddField("row", "new", models.TextField(null=True)),
    "a column with a default": migrations.AddField("row", "new", models.TextField(db_default="")),
    "other choices": migrations.AlterField(
        "row", "words", models.CharField(max_length=20, null=True, choices=[("a", "A")])
    ),
    "more room": migrations.AlterField("row", "words", models.CharField(max_length=40, null=True)),
    "a table made in SQL, with its index": migrations.RunSQL(
        "create table triage_new (id int); create index new_by_id on triage_new (id)"
    ),
    "a function that drops": migrations.RunSQL("create function f() returns int as $$ drop table x; $$ language sql"),
    "a check for later": migrations.RunSQL("alter table triage_row add constraint c check (words <> '') not valid"),
    "code that says why": migrations.RunPython(fills),
}


@pytest.mark.parametrize("operation", UNSAFE.values(), ids=UNSAFE.keys())
def test_what_is_unsafe_is_refused(operation) -> None:
    assert said(operation)


@pytest.mark.parametrize("operation", SAFE.values(), ids=SAFE.keys())
def test_what_is_safe_passes(operation) -> None:
    assert said(operation) == []


def test_an_index_is_built_beside_the_running_desk() -> None:
    assert said(AddIndexConcurrently("row", INDEX), atomic=False) == []
    assert said(AddIndexConcurrently("row", INDEX), atomic=True)


def test_a_new_table_may_be_made_in_several_steps() -> None:
    line = migrations.CreateModel("Line", [("id", models.BigAutoField(primary_key=True))])
    assert said(line, migrations.AddField("line", "words", models.TextField(default=""))) == []
