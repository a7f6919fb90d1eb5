"""A private page by mail: it leaves once, tells nothing of the matter, lets the first one in, and says when it did not leave."""

import pytest
from a_mail_server import a_mail_server
from django.test import Client
from privately import understood
from procrastinate.contrib.django.models import ProcrastinateJob
from town import a_workspace, an_account, an_agent, somebody_says

from earful import in_private
from earful.kit import clock
from earful.outbox.models import PrivatePage, Visit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def in_the_open(settings):
    """The desk has an address that customers reach."""
    settings.URL = settings.PUBLIC_URL = "https://care.northwind.example"


@pytest.fixture
def post(settings):
    with a_mail_server() as server:
        settings.MAIL = server.way()
        yield server


@pytest.fixture
def ana():
    return an_agent(a_workspace(), "ana", "Ana Ortega")


@pytest.fixture
def asked(ana):
    return somebody_says(an_account(ana.workspace), "You charged me twice for my booking. Where is my money?")


@pytest.fixture
def desk(ana):
    client = Client()
    client.force_login(ana)
    return client


def goes_by_mail(desk, asked, address="Maria@Example.org"):
    """An agent presses "Send the mail"."""
    return desk.post(f"/desk/matter/{asked.conversation_id}/private/", {"to": "mail", "address": address}, follow=True)


def leave():
    """A worker does what waits for the mail server; how many jobs."""
    jobs = list(ProcrastinateJob.objects.filter(task_name="deliver_page", status="todo").order_by("id"))
    for job in jobs:
        ProcrastinateJob.objects.filter(pk=job.pk).update(status="doing")
        in_private.deliver_page(**job.args)
        ProcrastinateJob.objects.filter(pk=job.pk).update(status="succeeded")
    return len(jobs)


def shown(desk, asked):
    """The conversation as an agent sees it."""
    return desk.get(f"/desk/all/{asked.conversation_id}/").content.decode()


def path(mail):
    """Where the link in a mail leads, on this desk."""
    assert mail.link.startswith("https://care.northwind.example/private/")
    return mail.link.removeprefix("https://care.northwind.example")


def test_the_mail_holds_a_link_and_nothing_of_the_matter(desk, asked, post):
    page = goes_by_mail(desk, asked).content.decode()
    assert "Private page that only Maria reads" in page, "the next answer stands there"
    assert leave() == 1
    [mail] = post.mails
    assert (mail.to, mail.message["subject"]) == (["maria@example.org"], "Northwind Rail wrote to you privately")
    for hidden in ("charged", "booking", "Maria", "Ana"):
        assert hidden not in mail.text
    page = PrivatePage.objects.get()
    assert (page.mailed_at is not None, page.trouble) == (True, "")
    assert page.expires_at.strftime("%B %Y") in mail.text
    assert "Private page, sent to maria@example.org" in shown(desk, asked)
    in_private.deliver_page(page.pk)
    assert len(post.mails) == 1, "a second run sends nothing"


def test_whoever_presses_first_is_in_and_nobody_after(desk, asked, post):
    goes_by_mail(desk, asked)
    leave()
    link, maria = path(post.mails[0]), Client()
    assert "Open the page" in maria.get(link).content.decode()
    assert not Visit.objects.exists(), "programs look at links before people do"
    maria.post(link, {"open": "1"})
    assert "Only you, in this browser" in maria.get(link).content.decode()
    maria.post(link, {"text": "It was 34.50, on Tuesday.", "once": "a"})
    understood(asked.account)
    assert "It was 34.50, on Tuesday." in shown(desk, asked)
    late = Client().post(link, {"open": "1"})
    assert (late.status_code, "in by this link already" in late.content.decode()) == (403, True)


def test_a_mail_that_is_refused_says_why_and_a_new_page_can_be_sent(desk, asked, post):
    post.acts = ["refuse"]
    goes_by_mail(desk, asked)
    assert [leave(), leave()] == [1, 0]
    assert post.mails == []
    assert "did not leave: 127.0.0.1 does not take mail for this address." in shown(desk, asked)
    desk.post(f"/desk/private/{PrivatePage.objects.get().pk}/close/")
    goes_by_mail(desk, asked)
    leave()
    assert [mail.to for mail in post.mails] == [["maria@example.org"]]


def test_a_busy_server_is_asked_again_ever_later_and_takes_it_once(desk, asked, post):
    post.acts = ["later", "drop", "full"]
    goes_by_mail(desk, asked)
    planned = []
    while leave():
        job = ProcrastinateJob.objects.filter(task_name="deliver_page", status="todo").first()
        planned.append(job and round((job.scheduled_at - clock.now()).total_seconds() / 60))
        if job:
            assert "its mail to maria@example.org has not left yet" in shown(desk, asked)
    assert planned == [1, 2, 4, None]
    assert len(post.mails) == 1
    assert "Private page, sent to maria@example.org" in shown(desk, asked)
    assert Client().get(path(post.mails[0])).status_code == 200, "the key of the mail that left is the one that opens"


def test_a_server_that_stays_busy_is_given_up_in_words(desk, asked, post):
    post.acts = ["later"] * 7
    goes_by_mail(desk, asked)
    assert [leave() for _ in range(7)] == [1, 1, 1, 1, 1, 1, 0]
    assert post.mails == []
    assert "The mail with the private page did not leave: 127.0.0.1" in shown(desk, asked)


def test_a_doubt_is_told_and_the_link_works_if_it_came(desk, asked, post):
    post.acts = ["cut"]
    goes_by_mail(desk, asked)
    leave()
    assert leave() == 0
    assert "Nobody knows whether the mail with the private page left: 127.0.0.1 ended the call" in shown(desk, asked)
    maria, link = Client(), path(post.mails[0])
    maria.post(link, {"open": "1"})
    assert "Only you, in this browser" in maria.get(link).content.decode()


def test_a_worker_that_died_on_the_way_is_told_and_nothing_leaves_twice(desk, asked, post):
    goes_by_mail(desk, asked)
    page = PrivatePage.objects.get()
    assert in_private._claimed(page.pk)
    leave()
    assert post.mails == []
    assert "page left: Earful was interrupted while sending it" in shown(desk, asked)


def test_what_was_closed_before_a_worker_came_is_not_sent(desk, asked, post):
    goes_by_mail(desk, asked)
    desk.post(f"/desk/private/{PrivatePage.objects.get().pk}/close/")
    leave()
    assert (post.mails, PrivatePage.objects.get().mailed_at) == ([], None)


@pytest.mark.parametrize("address", ["", "maria", "maria@", "a@b@c.example", "maria@example.org\nBcc: x@y.example"])
def test_what_is_no_address_is_refused(desk, asked, post, address):
    answer = goes_by_mail(desk, asked, address)
    assert (answer.status_code, "This is not a mail address." in answer.content.decode()) == (422, True)
    assert not PrivatePage.objects.exists()


def test_where_mail_is_off_none_is_offered_and_a_press_says_so(desk, asked, settings):
    settings.MAIL = None
    where = f"/desk/matter/{asked.conversation_id}/private/"
    assert "Send the mail" not in desk.get(where).content.decode()
    answer = goes_by_mail(desk, asked)
    assert "Mail is off" in answer.content.decode()
    assert not PrivatePage.objects.exists()
