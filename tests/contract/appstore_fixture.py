"""The contract suite's world for reviews on the App Store."""

from collections.abc import Iterator
from contextlib import contextmanager

from fake_reviews import APP, ISSUER, KEY_NUMBER, FakeAppStore, ec_key, pem
from reviews_world import ReviewsWorld

from earful.channels.appstore.network import NETWORK
from earful.channels.contract import Us


class AppStoreWorld(ReviewsWorld):
    def sign_out(self) -> None:
        self.fake.signed_out = True


@contextmanager
def world() -> Iterator[AppStoreWorld]:
    fake = FakeAppStore()
    secrets = {"issuer": ISSUER, "number": KEY_NUMBER, "key": pem(ec_key())}
    try:
        yield AppStoreWorld(NETWORK, fake, Us(APP, "Boreal"), {"app": APP, "api": fake.url}, secrets)
    finally:
        fake.close()
