"""The contract suite's world for reviews on Google."""

from collections.abc import Iterator
from contextlib import contextmanager

from fake_ratings import CLIENT, PLACE, REFRESH, SECRET, TITLE, FakeBusiness
from reviews_world import OFFERS, ReviewsWorld

from earful.channels.contract import Us
from earful.channels.googlebusiness.network import NETWORK


class GoogleBusinessWorld(ReviewsWorld):
    offers = OFFERS | {"stale_token"}
    fake: FakeBusiness

    def stale_token(self) -> None:
        self.fake.stale()

    def sign_out(self) -> None:
        self.fake.stale()
        self.fake.signed_out = True


@contextmanager
def world() -> Iterator[GoogleBusinessWorld]:
    fake = FakeBusiness()
    settings = {"place": PLACE, "api": f"{fake.url}/v4", "token": f"{fake.url}/token"}
    secrets = {"client": CLIENT, "secret": SECRET, "refresh": REFRESH}
    try:
        yield GoogleBusinessWorld(NETWORK, fake, Us(PLACE, TITLE), settings, secrets)
    finally:
        fake.close()
