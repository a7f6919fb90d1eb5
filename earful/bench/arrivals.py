"""What a town hands out, without end: threads of a question, our answer and a word back."""

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from earful.channels.contract import Parcel
from earful.channels.sandbox import wire
from earful.kit import clock

CUSTOMERS = 5000
WORDS = [
    "my", "order", "parcel", "phone", "line", "bill", "account", "app", "update", "since", "yesterday", "still",
    "nothing", "works", "again", "please", "help", "why", "when", "where", "is", "broken", "late", "wrong",
    "missing", "thanks", "great", "service", "support", "answer", "waiting", "days", "number", "called", "twice",
]  # fmt: skip


def parcels(dice: random.Random) -> Iterator[Parcel]:
    """The same for the same dice."""
    begun = clock.now() - timedelta(days=1)
    for number in count():
        customer = f"c{number // 3 % CUSTOMERS}"
        by = "us" if number % 3 == 1 else customer
        above = f"town:{number - 1}" if number % 3 else None
        yield wire.parcel(
            {
                "id": f"town:{number}",
                "version": "1",
                "change": "said",
                "author": {"id": by, "handle": f"{by}.test", "name": by.title(), "avatar": "", "page": ""},
                "text": f"@northwind.test {' '.join(dice.choices(WORDS, k=dice.randint(8, 40)))}",
                "said_at": (begun + timedelta(seconds=number)).isoformat(),
                "why": "reply" if above else "mention",
                "reach": "public",
                "parent": above,
                "root": above and f"town:{number - number % 3}",
                "url": f"http://town.test/posts/{number}",
                "pictures": [],
                "order": number,
            }
        )
