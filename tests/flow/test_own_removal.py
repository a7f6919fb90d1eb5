"""What the brand takes back on the network goes here too."""

import pytest
from town import a_payload, a_workspace, an_account, an_agent, arrives, somebody_says, we_say

from earful.outbox import queries as dispatches
from earful.outbox.models import Dispatch

pytestmark = pytest.mark.django_db


def test_our_own_words_go_when_they_were_taken_back() -> None:
    desk = a_workspace()
    ana = an_agent(desk)
    rail = an_account(desk)
    asked = somebody_says(rail, "Where is my train?", by="maria")
    ours = we_say(rail, "On its way, platform 4.", parent=asked)
    Dispatch.objects.create(
        workspace=desk,
        conversation=asked.conversation,
        account=rail,
        agent=ana,
        answers=asked,
        key="6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
        text="On its way, platform 4. ^AO",
        written="On its way, platform 4.",
        state=Dispatch.State.SENT,
        external_id=ours.external_id,
        created_at=ours.said_at,
        release_at=ours.said_at,
    )
    gone = a_payload(rail, "", by=rail.handle) | {"id": ours.external_id, "version": "removed", "change": "removed"}
    arrives(rail, gone)
    ours.refresh_from_db()
    left = dispatches.ours(rail.pk, [ours]).get(ours.pk)
    assert ours.removed_at is not None
    assert left is not None
    assert (ours.text, left.text, left.written, left.state) == ("", "", "", "sent")
