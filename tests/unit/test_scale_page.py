"""docs/scale.md names every unique key that does not begin with the workspace, and every table has one."""

import re
from pathlib import Path

from django.apps import apps
from django.db.models import Model, UniqueConstraint

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "scale.md").read_text()


def ours() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("earful.")]


def first_of(rule: UniqueConstraint) -> str:
    return rule.fields[0] if rule.fields else getattr(rule.expressions[0], "name", "")


def test_every_table_has_its_workspace() -> None:
    columns = {model.__name__: {field.attname for field in model._meta.concrete_fields} for model in ours()}
    assert [name for name, found in columns.items() if "workspace_id" not in found] == ["Workspace"]


def test_the_page_lists_the_keys_without_it() -> None:
    keys = set()
    for model in ours():
        keys |= {
            f"{model.__name__} ({', '.join(rule.fields)})"
            for rule in model._meta.constraints
            if isinstance(rule, UniqueConstraint) and first_of(rule) != "workspace"
        }
        keys |= {
            f"{model.__name__} ({field.name})"
            for field in model._meta.concrete_fields
            if field.unique and field.is_relation and not field.primary_key
        }
    assert set(re.findall(r"^\| `(\w+ \(.*?\))` \|", PAGE, re.MULTILINE)) == keys


def test_the_page_lists_what_is_unique_everywhere() -> None:
    everywhere = {
        f"{model.__name__}.{field.name}"
        for model in ours()
        for field in model._meta.concrete_fields
        if field.unique and not field.is_relation and not field.primary_key
    }
    assert [name for name in everywhere if f"`{name}`" not in PAGE] == []
