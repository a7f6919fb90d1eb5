"""Reviews on Trustpilot, as the rest of Earful knows them."""

import re
from collections.abc import Mapping

from earful.channels.amending import TEXT
from earful.channels.bearing import Once
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
from earful.channels.payloads import name
from earful.channels.reviews import wire as parcels
from earful.channels.reviews.adapter import TakesBack
from earful.channels.simple import SimpleNetwork
from earful.channels.trustpilot import wire, words
from earful.channels.trustpilot.calls import API, Company, Key
from earful.channels.trustpilot.offer import OFFER
from earful.kit.fitness import place_of
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop as _

LONGEST = 4_000  # signs of an answer
UNIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{1,200}\.[A-Za-z]{2,30}(?:/[\w./-]{0,100})?", re.ASCII)
KEY, HEX = re.compile(r"[A-Za-z0-9]{10,100}"), re.compile(r"[0-9a-f]{24}")
STEPS = (
    _(
        "In Trustpilot Business, open Integrations, Developers, APIs, and make an application. This needs a plan that includes it."
    ),
    _("Copy its key and its secret."),
    _(
        "Copy the number of the business user in whose name answers appear: it stands in the address of their page under Settings, Users."
    ),
    _("Enter them here, with the company's web address as it stands on Trustpilot."),
)
FIELDS = (
    Field("unit", _("Company"), _("Its web address on Trustpilot, for example example.com.")),
    Field("key", _("Key"), _("Of the application.")),
    Field("secret", _("Secret"), _("Of the application."), secret=True),
    Field("user", _("Business user"), _("In whose name answers appear: a number of 24 digits and letters.")),
    Field("api", _("Interface"), _("Only for tests of your own."), default=API, required=False, advanced=True),
)


class Trustpilot(SimpleNetwork):
    """The network; it holds no state."""

    name = "trustpilot"
    label = "Trustpilot reviews"
    can = Can(checks=10, poll_seconds=300.0, edits=frozenset({TEXT}), deletes=True)
    offer = OFFER
    steps: tuple[str, ...] = STEPS
    fields: tuple[Field, ...] = FIELDS

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Sign in, look the company up, and ask for its latest reviews."""
        unit, key, secret, user = (values.get(one, "").strip() for one in ("unit", "key", "secret", "user"))
        unit = unit.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
        if not unit or not key or not secret or not user:
            raise Refused(words.MISSING)
        for sound, said in (
            (UNIT.fullmatch(unit), words.ODD_UNIT),
            (KEY.fullmatch(key) and KEY.fullmatch(secret), words.ODD_KEY),
            (HEX.fullmatch(user.lower()), words.ODD_USER),
        ):
            if not sound:
                raise Refused(said)
        api = (values.get("api") or API).strip().rstrip("/")
        if not api.startswith("https://") and not transport.trusts(place_of(api)):
            raise Refused(words.INSECURE)
        pair = Key(api, key, secret)
        try:
            session = await pair.sign_in(transport)
            company = Company("", user.lower(), pair, Once(session, words.EXPIRED), transport)
            found = await company.get("/business-units/find", {"name": unit})
            number, title = str(found.get("id")), name(found.get("displayName")) or unit
            if not HEX.fullmatch(number):
                raise Refused(words.NO_UNIT)
            await company.get(f"/private/business-units/{number}/reviews", {"perPage": "1"})
        except Expired as expired:
            raise Refused(words.DENIED_KEY) from expired
        settings = {"unit": unit, "user": user.lower(), "api": api}
        return Connected(Us(number, title[:64]), title, settings, {"key": key, "secret": secret}, session)

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Adapter:
        """An adapter for one company."""
        pair = Key(str(settings.get("api") or API), str(secrets["key"]), str(secrets["secret"]))
        return TakesBack(Company(us.external_id, str(settings["user"]), pair, keeper, transport))

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored review or answer."""
        return parcels.read(raw, us, wire.understand)

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count signs; Trustpilot does not say how many it takes."""
        del settings, parent
        return Length(len(text), LONGEST, "characters")


NETWORK: Network = Trustpilot()
