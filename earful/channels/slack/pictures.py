"""Pictures: Slack hands them out only to whoever signs in, so our token goes to Slack's own hosts and nowhere else."""

import re
from urllib.parse import urlsplit

from earful.channels.contract import Refused
from earful.channels.payloads import mapping
from earful.channels.pictures import KINDS
from earful.channels.slack import words
from earful.channels.slack.calls import Denied, Team
from earful.channels.slack.wire import LARGEST, PREFIX

NAMED = re.compile(r"F[A-Z0-9]{1,30}")
HOSTS = frozenset({"files.slack.com"})


async def picture(team: Team, url: str) -> tuple[bytes, str]:
    """Its bytes; the first of them say what it is. Raises Refused, Retry."""
    named = url.removeprefix(PREFIX)
    if not url.startswith(PREFIX) or not NAMED.fullmatch(named):
        raise Refused(words.NO_PICTURE)
    try:
        at = mapping((await team.ask("files.info", file=named)).get("file")).get("url_private")
    except Denied as denied:
        raise Refused(words.NO_PICTURE) from denied
    if not isinstance(at, str) or not _sound(team, at):
        raise Refused(words.NO_PICTURE)
    answer = await team.file(at, LARGEST)
    mime = next((mime for start, mime in KINDS if start.match(answer.content)), None)
    if not answer.ok or mime is None:
        raise Refused(words.NO_PICTURE)
    return answer.content, mime


def _sound(team: Team, address: str) -> bool:
    try:
        parts, home = urlsplit(address), urlsplit(team.api)
    except ValueError:
        return False
    own = (parts.scheme, parts.netloc) == (home.scheme, home.netloc)
    return own or (parts.scheme == "https" and parts.netloc in HOSTS)
