"""Words for stories about what goes on in private: links, visitors, answers on a page."""

from datetime import timedelta

from django.test import Client
from town import it_leaves, seen_by

from earful import flow
from earful.channels.contract import Readers
from earful.conversations.models import Turn
from earful.intake.models import Item
from earful.kit import clock
from earful.outbox.models import Dispatch
from earful.replies import actions as replies
from earful.replies.models import Draft

HELPS = "The 9:40 runs again from platform 2 today. "


def understood(account):
    """What waits in the ledger is read, as a worker would."""
    for item in Item.objects.filter(account=account, state="fresh").order_by("pk"):
        flow.understand(item.pk)


def link_of(desk, ana, matter):
    """An agent puts a link to a private page into their public answer: where it leads."""
    answer = desk.post(f"/desk/matter/{matter.pk}/private/", {"to": "link"})
    assert answer.status_code == 302, answer.content.decode()
    text = Draft.objects.get(conversation=matter, agent=ana).text
    return text.partition("http")[2].partition("/private/")[2].join(["/private/", ""])


def handed_over(desk, ana, asked):
    """A public answer with a link has left; where the link leads."""
    link = link_of(desk, ana, asked.conversation)
    draft = Draft.objects.get(conversation=asked.conversation, agent=ana)
    replies.save(asked.conversation, ana, HELPS + draft.text, asked)
    reviewed, dispatch = flow.reply(
        Draft.objects.get(pk=draft.pk), seen_by(ana, asked.conversation), insisting=replies.Insisting()
    )
    assert dispatch is not None, reviewed.rulings
    assert (dispatch.way, dispatch.readers) == ("", Readers.EVERYBODY)
    it_leaves(dispatch)
    return link


def written(link, text="It is Maria. Order 123-77, and my mail is maria@example.org", browser=None, **more):
    """Somebody writes on a page."""
    browser = browser or Client()
    page = browser.get(link)
    once = page.context["once"] if page.context and "once" in page.context else ""
    return browser, browser.post(link, {"text": text, "once": once, **more})


def ours_on_page(ana, matter, text, answers=None):
    """The agent answers on the page; it has left."""
    draft = replies.save(matter, ana, text, answers)
    reviewed, dispatch = flow.reply(draft, seen_by(ana, matter))
    assert dispatch is not None, reviewed.rulings
    Dispatch.objects.filter(pk=dispatch.pk).update(release_at=clock.now() - timedelta(seconds=1))
    flow.send(dispatch.pk)
    understood(matter.account)
    dispatch.refresh_from_db()
    assert dispatch.state == Dispatch.State.SENT
    return dispatch


def words_of(visit):
    return Turn.objects.get(external_id__startswith=f"page:{visit.pk}:")


def replied(ana, asked, text):
    draft = replies.save(asked.conversation, ana, text, asked)
    reviewed, dispatch = flow.reply(draft, seen_by(ana, asked.conversation))
    assert dispatch is not None, reviewed.rulings
    return dispatch
