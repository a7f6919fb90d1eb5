"""Reviews on Google Play, as the rest of Earful knows them."""

import json
import re
from collections.abc import Mapping

from earful.channels import tokens
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
from earful.channels.googleplay import wire, words
from earful.channels.googleplay.calls import API, TOKEN, Account, Play
from earful.channels.googleplay.offer import OFFER
from earful.channels.payloads import mapping
from earful.channels.reviews import wire as parcels
from earful.channels.reviews.adapter import ReviewsAdapter
from earful.channels.simple import SimpleNetwork
from earful.kit.fitness import place_of
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop as _

LONGEST = 350  # characters of an answer
REMEMBERS = (
    144.0  # hours: Google shows what was written or changed in the last week, and nobody says what of older ones
)
MOST = 20_000  # of a key file
PACKAGE = re.compile(r"[A-Za-z][\w]{0,60}(?:\.[A-Za-z][\w]{0,60}){1,8}", re.ASCII)
EMAIL = re.compile(r"[\w.+-]{1,100}@[\w.-]{1,200}", re.ASCII)
STEPS = (
    _(
        "In the Google Cloud console, make a service account, and let its project use the Google Play Android Developer API."
    ),
    _("Under Keys, add a key in JSON. Your browser keeps a file; it is given out only once."),
    _(
        "In the Play Console, open Users and permissions, invite the service account's mail address, and let it see the app and reply to reviews."
    ),
    _("Enter the app's package name here, and paste the whole file."),
)
FIELDS = (
    Field("package", _("Package name"), _("As in the app's address on Google Play, for example com.example.app.")),
    Field("key", _("Key file"), _("The whole JSON file, pasted."), secret=True),
    Field("api", _("Interface"), _("Only for tests of your own."), default=API, required=False, advanced=True),
    Field(
        "token",
        _("Where tokens are given out"),
        _("Only for tests of your own."),
        default=TOKEN,
        required=False,
        advanced=True,
    ),
)


class GooglePlay(SimpleNetwork):
    """The network; it holds no state."""

    name = "googleplay"
    label = "Google Play reviews"
    can = Can(checks=10, remembers_hours=REMEMBERS, poll_seconds=300.0, edits=frozenset({TEXT}))
    offer = OFFER
    steps: tuple[str, ...] = STEPS
    fields: tuple[Field, ...] = FIELDS

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Sign in by the key, and ask for the latest reviews."""
        package, given = values.get("package", "").strip(), values.get("key", "").strip()
        if not package or not given:
            raise Refused(words.MISSING)
        if not PACKAGE.fullmatch(package) or len(package) > 150:
            raise Refused(words.ODD_PACKAGE)
        api, token = (values.get("api") or API).strip().rstrip("/"), (values.get("token") or TOKEN).strip()
        if any(not at.startswith("https://") and not transport.trusts(place_of(at)) for at in (api, token)):
            raise Refused(words.INSECURE)
        email, key = _read(given)
        account = Account(email, key, token)
        try:
            session = await account.sign_in(transport)
            await Play(api, package, account, Once(session, words.EXPIRED), transport).get("", {"maxResults": "1"})
        except Expired as expired:
            raise Refused(words.DENIED_KEY) from expired
        settings, secrets = {"package": package, "api": api, "token": token}, {"email": email, "key": key}
        return Connected(Us(package, package), package, settings, secrets, session)

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Adapter:
        """An adapter for one app."""
        account = Account(str(secrets["email"]), str(secrets["key"]), str(settings.get("token") or TOKEN))
        return ReviewsAdapter(Play(str(settings.get("api") or API), us.external_id, account, keeper, transport))

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored review or answer."""
        return parcels.read(raw, us, lambda review: wire.understand(review, us.external_id))

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count characters as Google does."""
        del settings, parent
        return Length(len(text), LONGEST, "characters")


def _read(given: str) -> tuple[str, str]:
    """The mail address and the key in a key file. Raises Refused."""
    try:
        found = mapping(json.loads(given[:MOST], strict=False))
        email, key = str(found.get("client_email")), tokens.key(str(found.get("private_key")))
        if not EMAIL.fullmatch(email) or tokens.algorithm(key) != "RS256":
            raise Refused(words.NO_KEY)
    except (ValueError, RecursionError) as error:
        raise Refused(words.NO_KEY) from error
    return email, key


NETWORK: Network = GooglePlay()
