"""How well known somebody is cannot decide who is served first: no table has a column to hold it."""

import re
from pathlib import Path

import pytest
from django.apps import apps

HOUSE = Path(__file__).resolve().parents[2] / "earful"
REACH = re.compile(
    r"(?:followers?|followed|following|friends|fans|subscribers?|likes?|liked|favou?rites?|hearts|karma|upvotes?|reposts?|"
    r"retweets?|shares|views|impressions|influence|klout|popularity|verified|reach)(?:_?(?:count|total|number|score|s))?",
    re.IGNORECASE,
)
MEANT = {"saved_views": "lists that people keep"}


def columns_in(source: str) -> set[str]:
    """Every name that a migration gives a field."""
    return set(re.findall(r"""(?:name\s*=\s*|\(\s*)['"](\w+)['"]\s*,\s*(?:field\s*=\s*)?\w*models\.""", source)) | set(
        re.findall(r"""name\s*=\s*['"](\w+)['"]""", source)
    )


def suspicious(name: str) -> bool:
    """Whether a column of this name, or one of its parts with "count" beside it, tells how well known somebody is."""
    if name in MEANT:
        return False
    bare = re.sub(r"^(?:n|num|number_of|count_of|total)_", "", name)
    return bool(
        REACH.fullmatch(bare)
        or re.search(r"follower|like_?count|likes_|karma|repost|retweet|popular", name, re.IGNORECASE)
    )


@pytest.mark.parametrize(
    "name",
    [
        "followers",
        "followers_count",
        "follower_count",
        "likes",
        "like_count",
        "karma",
        "n_followers",
        "repost_count",
        "reach",
    ],
)
def test_the_sieve_holds_what_it_is_for(name: str) -> None:
    assert suspicious(name)
    assert columns_in(f"migrations.AddField(model_name='handle', name='{name}', field=models.IntegerField())") & {name}
    assert columns_in(f"fields=[\n ('id', models.BigAutoField()),\n ('{name}', models.IntegerField()),") & {name}


def test_no_model_can_hold_it() -> None:
    found = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if suspicious(field.name) and model.__module__.startswith("earful.")
    ]
    assert found == []


def test_no_migration_ever_made_a_column_for_it() -> None:
    migrations = sorted(HOUSE.glob("*/migrations/*.py"))
    assert len(migrations) > 40
    found = {(path.name, name) for path in migrations for name in columns_in(path.read_text()) if suspicious(name)}
    words = {
        (path.name, word)
        for path in migrations
        for word in re.findall(r"\w*(?:follower|like_?count|karma|retweet)\w*", path.read_text(), re.IGNORECASE)
        if "readers" not in path.name
    }
    assert found == set()
    assert words == set()
