"""The contract suite's world for reviews on Google Play."""

from collections.abc import Iterator
from contextlib import contextmanager

from fake_reviews import PACKAGE, ROBOT, FakePlay, pem, rsa_key
from reviews_world import OFFERS, ReviewsWorld

from earful.channels.contract import Us
from earful.channels.googleplay.network import NETWORK


class GooglePlayWorld(ReviewsWorld):
    offers = OFFERS | {"stale_token"}
    fake: FakePlay

    def stale_token(self) -> None:
        self.fake.stale()

    def sign_out(self) -> None:
        self.fake.stale()
        self.fake.signed_out = True


@contextmanager
def world() -> Iterator[GooglePlayWorld]:
    fake = FakePlay()
    settings = {"package": PACKAGE, "api": f"{fake.url}/v3", "token": f"{fake.url}/token"}
    try:
        yield GooglePlayWorld(NETWORK, fake, Us(PACKAGE, PACKAGE), settings, {"email": ROBOT, "key": pem(rsa_key())})
    finally:
        fake.close()
