"""Reviews on the App Store, as the rest of Earful knows them."""

import re
from collections.abc import Mapping

from earful.channels import tokens
from earful.channels.amending import TEXT
from earful.channels.appstore import wire, words
from earful.channels.appstore.calls import API, Key, Store
from earful.channels.appstore.offer import OFFER
from earful.channels.contract import (
    Adapter,
    Can,
    Connected,
    Expired,
    Field,
    Inbound,
    Json,
    Length,
    Network,
    Refused,
    SessionKeeper,
    Us,
)
from earful.channels.payloads import mapping, name
from earful.channels.reviews import wire as parcels
from earful.channels.reviews.adapter import TakesBack
from earful.channels.simple import SimpleNetwork
from earful.kit.fitness import place_of
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop as _

LONGEST = 5_970  # characters of an answer
APP = re.compile(r"[0-9]{6,15}")
ISSUER = re.compile(r"[0-9A-Fa-f-]{30,40}")
NUMBER = re.compile(r"[A-Z0-9]{8,12}")
STEPS = (
    _(
        "In App Store Connect, open Users and Access, then Integrations, and make a team key with the role Customer Support."
    ),
    _(
        "Download the key; it is a file that ends in .p8 and is given out only once. Copy its number and the issuer above the list."
    ),
    _("Open the app and copy its Apple ID from App Information."),
    _("Enter them here, and paste the whole key."),
)
FIELDS = (
    Field("app", _("App"), _("Its Apple ID, a number.")),
    Field("issuer", _("Issuer"), _("As it stands above the list of keys.")),
    Field("number", _("Key number"), _("As it stands beside the key.")),
    Field("key", _("Key"), _("The whole file that ends in .p8, pasted."), secret=True),
    Field("api", _("Interface"), _("Only for tests of your own."), default=API, required=False, advanced=True),
)


class AppStore(SimpleNetwork):
    """The network; it holds no state."""

    name = "appstore"
    label = "App Store reviews"
    can = Can(checks=10, poll_seconds=600.0, edits=frozenset({TEXT}), deletes=True)
    offer = OFFER
    steps: tuple[str, ...] = STEPS
    fields: tuple[Field, ...] = FIELDS

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Look the app up by the key, and ask for its latest review."""
        app, issuer, number, given = (values.get(one, "").strip() for one in ("app", "issuer", "number", "key"))
        if not app or not issuer or not number or not given:
            raise Refused(words.MISSING)
        for shape, entered, said in (
            (APP, app, words.ODD_APP),
            (ISSUER, issuer, words.ODD_ISSUER),
            (NUMBER, number, words.ODD_NUMBER),
        ):
            if not shape.fullmatch(entered):
                raise Refused(said)
        api = (values.get("api") or API).strip().rstrip("/")
        if not api.startswith("https://") and not transport.trusts(place_of(api)):
            raise Refused(words.INSECURE)
        store = Store(api, app, Key(issuer, number, _key(given)), transport)
        try:
            told = mapping(mapping((await store.get(f"/v1/apps/{app}")).get("data")).get("attributes"))
            await store.get(f"/v1/apps/{app}/customerReviews", {"limit": "1"})
        except Expired as expired:
            raise Refused(words.DENIED_KEY) from expired
        called = name(told.get("name")) or app
        secrets = {"issuer": issuer, "number": number, "key": store.key.pem}
        return Connected(Us(app, called), called, {"app": app, "api": api}, secrets)

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Adapter:
        """An adapter for one app."""
        del keeper
        key = Key(str(secrets["issuer"]), str(secrets["number"]), str(secrets["key"]))
        return TakesBack(Store(str(settings.get("api") or API), us.external_id, key, transport))

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored review or answer."""
        return parcels.read(raw, us, lambda review: wire.understand(review, us.external_id))

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count characters as Apple does."""
        del settings, parent
        return Length(len(text), LONGEST, "characters")


def _key(given: str) -> str:
    """The key as it is kept. Raises Refused."""
    try:
        pem = tokens.key(given[:10_000])
        if tokens.algorithm(pem) != "ES256":
            raise Refused(words.NO_KEY)
    except tokens.NoKey as error:
        raise Refused(words.NO_KEY) from error
    return pem


NETWORK: Network = AppStore()
