"""The contract suite's world for reviews on Trustpilot."""

from collections.abc import Iterator
from contextlib import contextmanager

from fake_ratings import KEY, KEY_SECRET, UNIT, USER, FakeTrustpilot
from reviews_world import OFFERS, ReviewsWorld

from earful.channels.contract import Us
from earful.channels.trustpilot.network import NETWORK


class TrustpilotWorld(ReviewsWorld):
    offers = OFFERS | {"stale_token"}
    fake: FakeTrustpilot

    def stale_token(self) -> None:
        self.fake.stale()

    def sign_out(self) -> None:
        self.fake.stale()
        self.fake.signed_out = True


@contextmanager
def world() -> Iterator[TrustpilotWorld]:
    fake = FakeTrustpilot()
    settings = {"unit": "northwind.example", "user": USER, "api": f"{fake.url}/v1"}
    try:
        yield TrustpilotWorld(NETWORK, fake, Us(UNIT, "Northwind"), settings, {"key": KEY, "secret": KEY_SECRET})
    finally:
        fake.close()
