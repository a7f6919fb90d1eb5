"""Ghost comments, as the rest of Earful knows them."""

from collections.abc import Mapping

from earful.channels.amending import TEXT
from earful.channels.contract import Adapter, Can, Connected, Field, Inbound, Json, Network, SessionKeeper, Us
from earful.channels.ghost import connecting, wire
from earful.channels.ghost.adapter import GhostAdapter
from earful.channels.ghost.board import PAGE, Comments
from earful.channels.ghost.calls import Member, Site
from earful.channels.ghost.offer import OFFER
from earful.channels.ghost.parcels import MEMBER
from earful.channels.simple import SimpleNetwork
from earful.kit.fitness import place_of
from earful.kit.transport import Transport
from earful.kit.visiting import Visitor
from earful.kit.words import gettext_noop as _

STEPS = (
    _("Sign in to Ghost as an owner or administrator, open Settings, Integrations, and add a custom one named Earful."),
    _("Copy its Admin API key: the one with a colon in it."),
    _(
        "Open Members, and add one for the brand with its name, or use one that is there. Answers appear under that name."
    ),
    _("Enter the site's address, the key and the mail address of that member here."),
)
FIELDS = (
    Field("address", _("Address"), _("Of the site; where you sign in to Ghost elsewhere, that one.")),
    Field("key", _("Admin API key"), _("Of the integration. It lets Earful in as a program."), secret=True),
    Field("member", _("Member"), _("The mail address of the member in whose name answers appear.")),
)


class Ghost(SimpleNetwork):
    """The network; it holds no state."""

    name = "ghost"
    label = "Ghost comments"
    can = Can(at="", checks=PAGE, poll_seconds=30.0, edits=frozenset({TEXT}), deletes=True, moderates=True)
    offer = OFFER
    steps: tuple[str, ...] = STEPS
    fields: tuple[Field, ...] = FIELDS

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Try the key, look the member up, and go in as that member."""
        return await connecting.connect(values, transport)

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Adapter:
        """An adapter for one site."""
        site = Site(str(settings["url"]), str(settings["home"]), str(secrets["key"]), transport)
        member = Member(site, us.external_id.rpartition(MEMBER)[2], keeper)
        visitor = Visitor(transport, frozenset({place_of(site.url), place_of(site.home)}))
        return GhostAdapter(Comments(site, us, member), visitor)

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored comment."""
        return wire.read(raw, us)


NETWORK: Network = Ghost()
