"""One Ghost site, as one of its members."""

from collections.abc import AsyncIterator

from earful.channels.boards.adapter import BoardAdapter
from earful.channels.contract import Batch, Parcel
from earful.channels.ghost import moderating, reading
from earful.channels.ghost.board import Comments
from earful.channels.moderating import Verdict
from earful.kit.visiting import Visitor


class GhostAdapter(BoardAdapter):
    """Listens by asking for what changed, answers as the member, and moderates with the integration's key."""

    def __init__(self, comments: Comments, visitor: Visitor) -> None:
        super().__init__(comments, visitor)
        self._comments = comments

    def poll(self, cursor: str | None) -> AsyncIterator[Batch]:
        """Everything since `cursor`."""
        return reading.poll(self._comments, cursor)

    async def decide(self, external_id: str, verdict: Verdict) -> Parcel:
        """Show a comment again that is hidden, or delete it as spam."""
        return await moderating.decide(self._comments, external_id, verdict)
