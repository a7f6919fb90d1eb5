"""What really happened: every post that wanted an answer, and whether one came. The measure of the desk."""

from collections import Counter
from typing import Any

from earful.channels.sandbox.town.feed import post_id
from earful.channels.sandbox.town.store import Store

WANTED = """
select posts.id, posts.said_at, posts.removed_at, posts.kind, posts.partner, concerns.why, asker.handle as asker,
    answers.answer, answers.at as answered_at, reply.via, helper.handle as answerer, helper.brand as by_brand
from posts
join concerns on concerns.post = posts.id and concerns.brand = :brand and concerns.why != 'own'
join people as asker on asker.id = posts.author
left join answers on answers.post = posts.id and answers.at = (
    select min(first.at) from answers as first where first.post = posts.id and first.brand in (0, :brand))
    and answers.brand in (0, :brand)
left join posts as reply on reply.id = answers.answer
left join people as helper on helper.id = reply.author
where posts.wants = 1 group by posts.id order by posts.id
"""


def truth(store: Store) -> dict[str, Any]:
    """For each brand its wanted answers one by one, and the counts."""
    return {"brands": {brand["handle"]: _of(store, brand["id"]) for brand in store.brands()}}


def _of(store: Store, brand: int) -> dict[str, Any]:
    wanted = [
        {
            "id": post_id(row["id"]),
            "by": row["asker"],
            "kind": row["kind"],
            "why": row["why"],
            "reach": "private" if row["partner"] else "public",
            "said_at": row["said_at"],
            "removed_at": row["removed_at"],
            "answered_at": row["answered_at"],
            "answer": post_id(row["answer"]) if row["answer"] else None,
            "answered_by": row["answerer"],
            "answered_as": _as(row["by_brand"], row["via"]) if row["answer"] else None,
        }
        for row in store.db.execute(WANTED, {"brand": brand})
    ]
    kinds = store.db.execute(
        "select kind, count(*) as n from posts join concerns on concerns.post = posts.id"
        " where concerns.brand = ? and why != 'own' group by kind",
        (brand,),
    )
    standing = [one for one in wanted if not one["removed_at"]]
    return {
        "counts": {
            "wanted": len(wanted),
            "removed": len(wanted) - len(standing),
            "answered": sum(one["answer"] is not None for one in standing),
            "waiting": sum(one["answer"] is None for one in standing),
            "answered_as": dict(Counter(one["answered_as"] for one in standing if one["answer"])),
            "posts": {row["kind"]: row["n"] for row in kinds},
        },
        "wanted": wanted,
    }


def _as(by_brand: int, via: str) -> str:
    return (via or "native") if by_brand else "fellow customer"
