"""Passages in the database of the bench of suggestions, the plain search beside ours, and a crowd around them."""

import csv
import gzip
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from earful.bench.suggestions_read import Care, heard
from earful.kit import clock
from earful.knowledge import counting
from earful.knowledge.rules import apart
from earful.staff.models import Workspace

READ = 2000  # of the crowd, by the encoder; the bits of the others are those of one of these, a tenth of them changed by lot
SETS = ("twacs", "tweeteval", "clinc150", "banking77", "hwu64", "airline", "complaints", "app_reviews")
COLUMNS = ("reply", "text", "Text", "review", "sentence")
INSERT = """
with made as (insert into knowledge_passage (workspace_id, text, language, search, length, usable, heard, personal)
  select %(workspace)s, text, 'en', to_tsvector('english', words), length(to_tsvector('english', words)), true, true, false
  from unnest(%(texts)s::text[], %(words)s::text[]) with ordinality t(text, words, place) order by place returning id)
select id from made order by id
"""
BESIDE = """
create table if not exists plain (id bigint, workspace_id bigint, search tsvector);
create index if not exists plain_search on plain using gin (search);
"""
GISTS = """insert into knowledge_gist (workspace_id, passage_id, sort, bits)
select %s, id, 's', bits::bit(384) from unnest(%s::bigint[], %s::text[]) as g(id, bits) where bits != ''"""
PLAIN = """
select id from plain, (select string_agg(quote_literal(lexeme), '|')::tsquery q from unnest(to_tsvector('english', %s))) asked
where workspace_id = %s and search @@ q order by ts_rank(search, q) desc, id limit 40
"""


@dataclass(frozen=True, slots=True)
class Ground:
    """Which workspace each brand has, and which passage each answer became."""

    workspaces: Mapping[str, int]
    passages: Sequence[int]


def fill(care: Care, *, own: bool) -> Ground:
    """All answers in one workspace, or each brand's in one of its own."""
    names = {brand: f"{'own' if own else 'all'}-{place if own else 0}" for place, brand in enumerate(care.brands)}
    known = {
        name: Workspace.objects.create(name=name, slug=name, created_at=clock.now()).pk for name in set(names.values())
    }
    workspaces = {brand: known[name] for brand, name in names.items()}
    passages = [0] * len(care.answers)
    for workspace in known.values():
        places = [at for at, answer in enumerate(care.answers) if workspaces[answer.brand] == workspace]
        made = add(workspace, [care.answers[at].text for at in places], [care.answers[at].bits for at in places])
        for at, pk in zip(places, made, strict=True):
            passages[at] = pk
    settle(known.values())
    return Ground(workspaces, passages)


def add(workspace: int, texts: Sequence[str], bits: Sequence[str]) -> list[int]:
    """Passages with their words and meanings, in this order."""
    with connection.cursor() as cursor:
        words = [apart(text) for text in texts]
        cursor.execute(INSERT, {"workspace": workspace, "texts": list(texts), "words": words})
        made = [row[0] for row in cursor.fetchall()]
        cursor.execute(BESIDE)
        cursor.execute(
            "insert into plain select id, %s, to_tsvector('english', text) from unnest(%s::bigint[], %s::text[]) t(id, text)",
            [workspace, made, list(texts)],
        )
        cursor.execute(GISTS, [workspace, made, list(bits)])
    return made


def settle(workspaces: object) -> None:
    """Words are counted, and the database knows how much there is."""
    for workspace in list(workspaces):  # type: ignore[call-overload] # -- the values of a mapping
        counting.count(workspace)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze knowledge_passage")
        cursor.execute("vacuum analyze knowledge_gist")
        cursor.execute("vacuum analyze plain")


def plain(workspace: int, text: str) -> list[int]:
    """PostgreSQL's full text as it comes: any of the words, by ts_rank."""
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, [text, workspace])
        return [row[0] for row in cursor.fetchall()]


def grow(ground: Ground, sets: Path, passages: int, dice: random.Random) -> dict[str, int]:
    """Real short texts of the public sets beside the conversations, and where there are too few, halves of two of them."""
    real = list(dict.fromkeys(_texts(sets)))
    dice.shuffle(real)
    real = real or ["Please tell us the number of your booking and we will look into it."]
    wanted = max(0, passages - len(ground.passages))
    texts = real[:wanted]
    while len(texts) < wanted:
        one, other = dice.choice(real).split(), dice.choice(real).split()
        texts.append(" ".join([*one[: len(one) // 2 + 1], *other[len(other) // 2 :]]))
    known = [code for code in heard(texts[: min(READ, wanted)]) if code]
    bits = [known[at] if at < len(known) else _changed(dice.choice(known), dice) for at in range(wanted)]
    workspace = next(iter(ground.workspaces.values()))
    for start in range(0, wanted, 5000):
        add(workspace, texts[start : start + 5000], bits[start : start + 5000])
    settle([workspace])
    return {
        "passages": wanted + len(ground.passages),
        "real_texts": min(len(real), wanted),
        "read_by_the_encoder": len(known),
    }


def _changed(code: str, dice: random.Random) -> str:
    flipped = set(dice.sample(range(len(code)), len(code) // 10))
    return "".join("10"[int(bit)] if at in flipped else bit for at, bit in enumerate(code))


def _texts(sets: Path) -> Iterator[str]:
    for name in SETS:
        for file in sorted((sets / name).glob("*.csv.gz")):
            with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
                for row in csv.DictReader(lines):
                    yield from (row[column] for column in COLUMNS if row.get(column))
