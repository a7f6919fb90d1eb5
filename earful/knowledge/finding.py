"""Passages that may help, found by words and by meaning, three short questions to the database.

By words: rare ones count for more, as in BM25 (Robertson et al. 1994), over those passages in which the rarest of them
stand. By meaning: in how many of 384 bits two differ, over a narrow table that is read as a whole. The two orders become
one by reciprocal rank fusion; words weigh more, because measured on real conversations they are right more often.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from earful.knowledge.rules import apart, config, fused, rarity

MOST = 40  # of each order
LOOKED_AT = 3000  # passages in which the rarest words stand, about
WORDS = 24  # of a text, the rarest
BY_WORDS, BY_MEANING, BY_QUESTION = 3.0, 1.0, 2.0
USUAL_LENGTH = 18
LEXEMES = """
select q.lexeme, coalesce(w.passages, 1), (select passages from knowledge_word where workspace_id = %(workspace)s and word = '')
from unnest(to_tsvector(%(config)s::regconfig, %(text)s)) q
left join knowledge_word w on w.workspace_id = %(workspace)s and w.word = q.lexeme
"""
BY_MEANING_SQL = """
select p.id, g.sort from (
  (select passage_id, sort, bit_count(bits # %(bits)s::bit(384)) apart from knowledge_gist
   where workspace_id = %(workspace)s and sort = 's' order by apart limit %(most)s)
  union all
  (select passage_id, sort, bit_count(bits # %(bits)s::bit(384)) apart from knowledge_gist
   where workspace_id = %(workspace)s and sort = 'a' order by apart limit %(most)s)
) g join knowledge_passage p on p.id = g.passage_id
where p.usable and (p.conversation_id is null or p.conversation_id is distinct from %(besides)s) and g.apart <= %(far)s order by g.apart, p.id
"""
FAR = 165  # bits; about half of them differ by chance


def find(workspace_id: int, text: str, language: str, bits: str = "", besides: int | None = None) -> list[int]:
    """Numbers of passages, the best first. `besides`: a conversation whose own answers are no news."""
    worded = by_words(workspace_id, text, language, besides)
    lists = [(BY_WORDS, worded)]
    if bits:
        said, asked = by_meaning(workspace_id, bits, besides)
        lists += [(BY_MEANING, said), (BY_QUESTION, asked)]
    return fused(lists)


def by_words(workspace_id: int, text: str, language: str, besides: int | None) -> Sequence[int]:
    """Passages in which the rarest words of a text stand."""
    with connection.cursor() as cursor:
        cursor.execute(LEXEMES, {"workspace": workspace_id, "config": config(language), "text": apart(text[:4000])})
        told = cursor.fetchall()
        everything = max((row[2] or 1000 for row in told), default=0)
        words = sorted(((count, word) for word, count, _ in told if count <= everything / 4 or everything < 100))[
            :WORDS
        ]
        if not words:
            return []
        cursor.execute(*_question(workspace_id, words, everything, besides))
        return [row[0] for row in cursor.fetchall()]


def _question(
    workspace_id: int, words: Sequence[tuple[int, str]], everything: int, besides: int | None
) -> tuple[str, list[Any]]:
    chosen: list[str] = []
    looked_at = 0
    for count, word in words:
        if chosen and looked_at + count > LOOKED_AT:
            break
        chosen.append(word)
        looked_at += count
    weighed = " + ".join("case when search @@ %s::tsquery then %s else 0 end" for _ in words)
    values: list[Any] = []
    for count, word in words:
        values += [_quoted(word), rarity(count, everything)]
    among = " | ".join(_quoted(word) for word in chosen)
    sql = (
        f"select id from (select id, ({weighed}) / (0.7 + 0.3 * length / {USUAL_LENGTH}) as worth "  # noqa: S608 -- placeholders
        "from knowledge_passage where workspace_id = %s and search @@ %s::tsquery and usable "
        "and (conversation_id is null or conversation_id is distinct from %s)) found where worth > 0 order by worth desc, id desc limit %s"
    )
    return sql, [*values, workspace_id, among, besides, MOST]


def _quoted(word: str) -> str:
    doubled = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def by_meaning(workspace_id: int, bits: str, besides: int | None) -> tuple[list[int], list[int]]:
    """Passages that are about the same, and those before which the same was asked."""
    asked: dict[str, Any] = {"workspace": workspace_id, "bits": bits, "besides": besides, "far": FAR, "most": MOST}
    with connection.cursor() as cursor:
        cursor.execute(BY_MEANING_SQL, asked)
        rows = cursor.fetchall()
    return [pk for pk, sort in rows if sort == "s"], [pk for pk, sort in rows if sort == "a"]


def answers_with(workspace_id: int, text: str, language: str) -> Sequence[int]:
    """Answers with the same rare words, whether or not their matters are solved."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id from knowledge_passage, to_tsvector(%s::regconfig, %s) words where workspace_id = %s and turn_id is not null "
            "and search @@ array_to_string(array(select quote_literal(lexeme) from unnest(words) limit 40), '|')::tsquery "
            "order by ts_rank(search, array_to_string(array(select quote_literal(lexeme) from unnest(words) limit 40), '|')::tsquery) desc, id desc limit 40",
            [config(language), apart(text[:4000]), workspace_id],
        )
        return [row[0] for row in cursor.fetchall()]
