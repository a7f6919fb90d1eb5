"""Asking experts, for the stories about them: a desk, a mail server, and an expert's browser."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from a_mail_server import Post
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from earful import experts
from earful.conversations.models import Conversation, Invitation
from earful.staff.models import Agent

QUESTION = "Which screw holds the left arm?\nWe have two lengths."


@dataclass
class Asker:
    """An agent at their desk."""

    agent: Agent
    desk: Client

    def asks(self, conversation: Conversation, address: str = "jo@example.org", name: str = "Jo Builder") -> Invitation:
        """Through the form."""
        form = {"name": name, "address": address, "question": QUESTION}
        answer = self.desk.post(f"/desk/matter/{conversation.pk}/expert/?view=needs", form)
        assert answer.status_code in (200, 302), answer.content.decode()
        return Invitation.objects.filter(conversation=conversation).latest("id")

    def page(self, conversation: Conversation) -> str:
        """The conversation as the agent sees it."""
        return self.desk.get(f"/desk/all/{conversation.pk}/").content.decode()


def asker(agent: Agent) -> Asker:
    """Signed in."""
    desk = Client()
    desk.force_login(agent, backend="earful.web.signed_in.Backend")
    return Asker(agent, desk)


def mails_leave() -> int:
    """A worker does what waits for the mail server; how many jobs."""
    jobs = list(ProcrastinateJob.objects.filter(task_name="deliver", status="todo").order_by("id"))
    for job in jobs:
        ProcrastinateJob.objects.filter(pk=job.pk).update(status="doing")
        experts.deliver(**job.args)
        ProcrastinateJob.objects.filter(pk=job.pk).update(status="succeeded")
    return len(jobs)


def key_of(link: str) -> str:
    return urlsplit(link).query.removeprefix("key=")


def opened(link: str) -> Client:
    """An expert's browser, after the button was pressed."""
    client = Client()
    page = client.get("/expert/open/", {"key": key_of(link)}).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    answer = client.post("/expert/open/", {"key": key})
    assert answer.status_code == 302, answer.content.decode()
    client.at = answer.url
    return client


def invited(asker: Asker, conversation: Conversation, post: Post) -> str:
    """The link that came by mail."""
    asker.asks(conversation)
    mails_leave()
    return post.mails[-1].link
