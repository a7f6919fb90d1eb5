"""All networks: those in this package and those another package brings by the entry point `earful.networks`."""

from functools import cache
from importlib.metadata import entry_points

from earful.channels.appstore.network import NETWORK as APPSTORE
from earful.channels.archive.network import NETWORK as ARCHIVE
from earful.channels.bluesky.network import NETWORK as BLUESKY
from earful.channels.contract import Network
from earful.channels.discord.network import NETWORK as DISCORD
from earful.channels.discourse.network import NETWORK as DISCOURSE
from earful.channels.feeds.network import NETWORK as FEEDS
from earful.channels.form.network import NETWORK as FORM
from earful.channels.ghost.network import NETWORK as GHOST
from earful.channels.github.network import NETWORK as GITHUB
from earful.channels.googlebusiness.network import NETWORK as GOOGLEBUSINESS
from earful.channels.googleplay.network import NETWORK as GOOGLEPLAY
from earful.channels.hackernews.network import NETWORK as HACKERNEWS
from earful.channels.hook.network import NETWORK as HOOK
from earful.channels.lemmy.network import NETWORK as LEMMY
from earful.channels.mail.network import NETWORK as MAIL
from earful.channels.mastodon.network import NETWORK as MASTODON
from earful.channels.matrix.network import NETWORK as MATRIX
from earful.channels.reddit.network import NETWORK as REDDIT
from earful.channels.sandbox.network import NETWORK as SANDBOX
from earful.channels.slack.network import NETWORK as SLACK
from earful.channels.stackexchange.network import NETWORK as STACKEXCHANGE
from earful.channels.telegram.network import NETWORK as TELEGRAM
from earful.channels.trustpilot.network import NETWORK as TRUSTPILOT
from earful.channels.webmention.network import NETWORK as WEBMENTION
from earful.channels.wordpress.network import NETWORK as WORDPRESS


class UnknownNetwork(LookupError):
    """No adapter of that name is installed."""


@cache
def networks() -> dict[str, Network]:
    """Every installed network by name; a network from outside may not take the name of a built-in one."""
    built_in = (
        APPSTORE, BLUESKY, DISCORD, DISCOURSE, FEEDS, FORM, GHOST, GITHUB, GOOGLEBUSINESS, GOOGLEPLAY, HACKERNEWS, HOOK,
        LEMMY, MAIL, MASTODON, MATRIX, REDDIT, SANDBOX, SLACK, STACKEXCHANGE, TELEGRAM, TRUSTPILOT, WEBMENTION,
        WORDPRESS, ARCHIVE,
    )  # fmt: skip
    found: dict[str, Network] = {network.name: network for network in built_in}
    for entry in entry_points(group="earful.networks"):
        network: Network = entry.load()
        found.setdefault(network.name, network)
    return found


def get(name: str) -> Network:
    """One network. Raises UnknownNetwork with a sentence."""
    try:
        return networks()[name]
    except KeyError:
        raise UnknownNetwork(f"No network called {name} is installed.") from None
