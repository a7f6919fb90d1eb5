"""Reviews on Google (Business Profile), as the rest of Earful knows them."""

from collections.abc import Mapping

from earful.channels.amending import TEXT
from earful.channels.contract import Adapter, Can, Connected, Field, Inbound, Json, Length, Network, SessionKeeper, Us
from earful.channels.googlebusiness import connecting, wire
from earful.channels.googlebusiness.calls import ACCOUNTS, API, PLACES, TOKEN, Business, Consent, Owner
from earful.channels.googlebusiness.offer import OFFER
from earful.channels.reviews import wire as parcels
from earful.channels.reviews.adapter import TakesBack
from earful.channels.simple import SimpleNetwork
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop as _

LONGEST = 4_096  # bytes of an answer
STEPS = (
    _(
        "With a verified Business Profile, make a project in the Google Cloud console and ask for access with Google's form for the Business Profile interfaces."
    ),
    _(
        "Once it is given, switch on the Google My Business, Account Management and Business Information interfaces. Make an OAuth client of the sort web application that may lead back to the OAuth 2.0 Playground, and publish the consent screen: what is only being tested ends after a week."
    ),
    _(
        "Open the OAuth 2.0 Playground (developers.google.com/oauthplayground), enter the client and its secret under Settings, choose the scope, sign in as the owner of the profile, and change the code for a refresh token."
    ),
    _("Enter them here. Where the owner has several places, enter the name of one; each is an account of its own."),
)
OWN = _("Only for tests of your own.")
FIELDS = (
    Field("client", _("Client"), _("It ends in .apps.googleusercontent.com.")),
    Field("client_secret", _("Client's secret"), _("As it stands beside the client."), secret=True),
    Field("refresh", _("Refresh token"), _("By it Earful signs in for the owner."), secret=True),
    Field("place", _("Place"), _("Its name in the Business Profile. Empty: there is only one."), required=False),
    *(
        Field(key, label, OWN, default=at, required=False, advanced=True)
        for key, label, at in (
            ("api", _("Interface"), API),
            ("accounts", _("Interface for accounts"), ACCOUNTS),
            ("places", _("Interface for places"), PLACES),
            ("token", _("Where tokens are given out"), TOKEN),
        )
    ),
)


class GoogleBusiness(SimpleNetwork):
    """The network; it holds no state."""

    name = "googlebusiness"
    label = "Google reviews"
    can = Can(checks=10, poll_seconds=300.0, octets=LONGEST, edits=frozenset({TEXT}), deletes=True)
    offer = OFFER
    steps: tuple[str, ...] = STEPS
    fields: tuple[Field, ...] = FIELDS

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Sign in for the owner, and look for the place."""
        return await connecting.connect(values, transport)

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Adapter:
        """An adapter for one place."""
        del us
        client, secret, refresh = (str(secrets[one]) for one in ("client", "secret", "refresh"))
        consent = Consent(client, secret, refresh, str(settings.get("token") or TOKEN))
        owner = Owner(consent, keeper, transport)
        return TakesBack(Business(str(settings.get("api") or API), str(settings["place"]), owner))

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored review or answer."""
        return parcels.read(raw, us, wire.understand)

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count bytes, as Google does."""
        del settings, parent
        return Length(len(text.encode("utf-8", "replace")), LONGEST, "bytes")


NETWORK: Network = GoogleBusiness()
