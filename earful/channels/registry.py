"""All networks: those in this package and those another package brings by the entry point `earful.networks`."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points

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

# What `Network` has.
DEMANDED = ("name", "label", "can", "steps", "fields", "connect", "read", "open", "allows", "measure")


class UnknownNetwork(LookupError):
    """No adapter of that name is installed."""


class NotLoaded(Exception):
    """A package that brings a network is broken. `words` is a sentence for whoever starts Earful."""

    def __init__(self, entry: EntryPoint, why: str) -> None:
        package = entry.dist.name if entry.dist else entry.value
        self.words = (
            f"The package {package}, which brings the network {entry.name}, cannot be loaded ({why}). "
            "Mend it and install it again, or uninstall it."
        )
        super().__init__(self.words)


@cache
def networks() -> dict[str, Network]:
    """Every installed network by name; a network from outside may not take the name of a built-in one.

    Raises NotLoaded.
    """
    built_in = (
        APPSTORE, BLUESKY, DISCORD, DISCOURSE, FEEDS, FORM, GHOST, GITHUB, GOOGLEBUSINESS, GOOGLEPLAY, HACKERNEWS, HOOK,
        LEMMY, MAIL, MASTODON, MATRIX, REDDIT, SANDBOX, SLACK, STACKEXCHANGE, TELEGRAM, TRUSTPILOT, WEBMENTION,
        WORDPRESS, ARCHIVE,
    )  # fmt: skip
    found: dict[str, Network] = {network.name: network for network in built_in}
    for entry in entry_points(group="earful.networks"):
        network = _load(entry)
        found.setdefault(network.name, network)
    return found


def _load(entry: EntryPoint) -> Network:
    try:
        network: Network = entry.load()
    except (Exception, SystemExit) as error:
        raise NotLoaded(entry, f"{type(error).__name__}: {' '.join(str(error).split())[:300]}".rstrip(". :")) from error
    if isinstance(network, type):
        raise NotLoaded(entry, f"{entry.value} is a class; name an object of it")
    missing = [name for name in DEMANDED if not hasattr(network, name)]
    if missing:
        raise NotLoaded(entry, f"{entry.value} is no network: it has no {', '.join(missing)}")
    return network


def get(name: str) -> Network:
    """One network. Raises UnknownNetwork with a sentence."""
    try:
        return networks()[name]
    except KeyError:
        raise UnknownNetwork(f"No network called {name} is installed.") from None
