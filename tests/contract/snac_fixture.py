"""The contract suite's world for snac2, the kin of Mastodon that differs most: the same adapter, the same promises."""

from collections.abc import Iterator
from contextlib import contextmanager

from mastodon_fixture import NETWORK, MastodonWorld
from mastodon_fixture import world as mastodon


class SnacWorld(MastodonWorld):
    offers = MastodonWorld.offers - {"hindrance", "shuts_out"}
    can = NETWORK.allows({"software": "snac"})


@contextmanager
def world() -> Iterator[MastodonWorld]:
    with mastodon("snac") as made:
        yield SnacWorld(made.fake)
