"""Slack, as the rest of Earful knows it."""

from collections.abc import Mapping

from earful.channels.amending import TEXT
from earful.channels.contract import Adapter, Can, Connected, Field, Inbound, Json, Length, Network, SessionKeeper, Us
from earful.channels.simple import SimpleNetwork
from earful.channels.slack import connecting, wire
from earful.channels.slack.adapter import SlackAdapter
from earful.channels.slack.calls import Team
from earful.channels.slack.offer import OFFER
from earful.channels.slack.sending import MOST
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop as _

CAN = Can(listens=True, checks=10, poll_seconds=30.0, edits=frozenset({TEXT}), deletes=True)
STEPS = (
    _("Open api.slack.com/apps, create a new app for your workspace, and give it the brand's name and picture."),
    _(
        "On the page OAuth & Permissions, add the bot scopes that the drawing names. Install the app, and copy the Bot User OAuth Token."
    ),
    _(
        "To be told at once: on the page Socket Mode, switch it on and copy the token it makes. On the page Event Subscriptions, add message.channels, message.groups, message.im and message.mpim as bot events."
    ),
    _(
        "To be written to alone: on the page App Home, switch on the Messages Tab, and allow users to send messages from it."
    ),
    _("Invite the app into each channel in which customers speak: write /invite and its name there."),
    _("Enter the tokens here. Answers appear under the app's name, in the thread of what they answer."),
)
FIELDS = (
    Field("token", _("Bot token"), _("The Bot User OAuth Token. It begins with xoxb-."), secret=True),
    Field(
        "app_token",
        _("App token"),
        _("It begins with xapp-. Without it Earful asks each half minute, and is not told at once."),
        secret=True,
        required=False,
    ),
    Field(
        "hears",
        _("In channels"),
        _("all: whatever is said comes to the desk. named: only what names the app, or a thread it speaks in."),
        default="all",
        advanced=True,
    ),
    Field("api", _("Interface"), _("Only for tests of your own."), default=connecting.API, advanced=True),
)


class Slack(SimpleNetwork):
    """The network; it holds no state."""

    name = "slack"
    label = "Slack"
    can = CAN
    offer = OFFER
    steps: tuple[str, ...] = STEPS
    fields: tuple[Field, ...] = FIELDS

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Try the tokens."""
        return await connecting.connect(values, transport)

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Adapter:
        """An adapter for one app."""
        del keeper
        team = Team(str(settings["api"]), str(secrets["token"]), transport)
        return SlackAdapter(team, us, settings, str(secrets.get("app_token") or ""))

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored message."""
        return wire.read(raw, us)

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count signs as Slack does."""
        del settings, parent
        return Length(len(text), MOST, "characters")


NETWORK: Network = Slack()
