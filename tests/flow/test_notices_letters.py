"""Mails and messages that carry notices: together, in time, tried again, and told in words when they cannot be sent."""

from datetime import time, timedelta
from threading import Barrier, Thread

import pytest
from a_chat_tool import a_chat_tool
from a_mail_server import a_mail_server
from django.db import connection
from noticing import HOUR, MINUTES, asks, heard, leave, told, with_mail
from procrastinate.contrib.django.models import ProcrastinateJob
from town import a_workspace, an_account, an_agent, we_say

from earful import telling
from earful.accounts import actions as accounts
from earful.conversations import actions as conversations
from earful.kit import clock
from earful.notices import actions, hooks, wishes
from earful.notices.hooks import CannotConnect
from earful.notices.models import Hook, Letter, Notice
from earful.notices.wishes import Chosen
from earful.queues import actions as queues
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def post(settings):
    with a_mail_server() as server:
        settings.MAIL = server.way()
        settings.URL = "https://desk.example.org"
        yield server


@pytest.fixture
def tool(monkeypatch):
    with a_chat_tool() as one:
        monkeypatch.setenv("EARFUL_TRUSTED_HOSTS", one.place)
        yield one


@pytest.fixture
def lea():
    lead = with_mail(an_agent(a_workspace(answer_within_minutes=60), "lea", "Lea Lindt", Role.OWNER))
    heard()
    return lead


@pytest.fixture
def rail(lea):
    return an_account(lea.workspace)


def chosen(**more):
    known = {"ways": {"late": ["mail"]}, "quiet_from": None, "quiet_to": None, "time_zone": "UTC"}
    return Chosen(**{**known, "digest": False, "digest_hour": 8, **more})


def soon():
    return clock.now() + timedelta(minutes=3)


def test_what_comes_together_is_one_mail_with_links_and_without_words_of_customers(post, lea, rail, time_machine):
    first, second = (asks(rail, by, 2 * HOUR).conversation for by in "ab")
    heard()
    leave()
    assert post.mails == [], "it waits for more"
    third = asks(rail, "c", 2 * HOUR).conversation
    heard()
    time_machine.move_to(soon())
    leave()
    leave()
    (mail,) = post.mails
    assert mail.to == ["lea@example.org"]
    assert mail.message["subject"] == "Northwind: 3 conversations are late."
    for talk in (first, second, third):
        assert f"https://desk.example.org/desk/all/{talk.pk}/" in mail.text
    assert "train" not in mail.text
    assert "Maria" not in mail.text


def test_one_matter_stands_in_the_subject(post, lea, rail, time_machine):
    talk = asks(rail, "a", 2 * HOUR).conversation
    heard()
    time_machine.move_to(soon())
    leave()
    assert f"Conversation {talk.pk} of Northwind Rail is late" in post.mails[0].message["subject"]


def test_what_was_answered_or_read_meanwhile_is_not_mailed(post, lea, rail, time_machine):
    answered, looked_at = asks(rail, "a", 2 * HOUR), asks(rail, "b", 2 * HOUR)
    heard()
    we_say(rail, "Sorry.", parent=answered)
    heard()
    actions.read(lea, [Notice.objects.get(conversation=looked_at.conversation).pk])
    time_machine.move_to(soon())
    leave()
    assert post.mails == []
    assert Letter.objects.get().state == "spared"


def test_in_quiet_hours_the_page_shows_it_and_the_mail_waits_for_the_morning(post, lea, rail, time_machine):
    time_machine.move_to("2026-03-02T22:30:00+00:00")
    wishes.choose(lea, chosen(quiet_from=time(22), quiet_to=time(7)))
    asks(rail, "a", 2 * HOUR)
    heard()
    asks(rail, "b", 2 * HOUR)
    heard()
    assert told(lea) == ["late", "late"]
    assert Letter.objects.get().due_at.isoformat() == "2026-03-03T07:00:00+00:00"
    time_machine.move_to("2026-03-03T06:59:00+00:00")
    leave()
    telling.deliver(Letter.objects.get().pk)
    assert post.mails == []
    time_machine.move_to("2026-03-03T07:00:01+00:00")
    leave()
    assert len(post.mails) == 1


def test_what_is_urgent_and_late_knows_no_quiet_hours(post, lea, rail, time_machine):
    time_machine.move_to("2026-03-02T22:30:00+00:00")
    ways = {"escalated": ["mail", "browser"], "late": []}
    wishes.choose(lea, chosen(ways=ways, quiet_from=time(22), quiet_to=time(7)))
    actions.set_chain(lea.workspace, [(lea, 10)])
    asks(rail, "a", 2 * HOUR, urgent=True)
    heard()
    leave()
    assert "is urgent and late. Please take it." in post.mails[0].text
    assert Notice.objects.get(kind="escalated").browser_at <= clock.now()


def test_who_ends_their_quiet_hours_gets_what_waited(post, lea, rail, time_machine):
    time_machine.move_to("2026-03-02T22:30:00+00:00")
    wishes.choose(lea, chosen(quiet_from=time(22), quiet_to=time(7)))
    asks(rail, "a", 2 * HOUR)
    heard()
    wishes.choose(lea, chosen())
    time_machine.move_to("2026-03-02T22:33:00+00:00")
    leave()
    assert len(post.mails) == 1


def test_without_a_mail_server_or_an_address_no_letter_is_begun(settings, lea, rail):
    settings.MAIL = None
    asks(rail, "a", 2 * HOUR)
    heard()
    assert told(lea) == ["late"]
    assert not Letter.objects.exists()


def test_a_mail_that_is_refused_for_now_is_tried_again_and_one_that_may_have_arrived_is_not(
    post, lea, rail, time_machine
):
    post.acts = ["later"]
    asks(rail, "a", 2 * HOUR)
    heard()
    time_machine.move_to(soon())
    leave()
    letter = Letter.objects.get()
    assert (letter.state, letter.failures) == ("waiting", 1)
    job = ProcrastinateJob.objects.get(queueing_lock=f"letter:{letter.pk}", status="todo")
    assert job.scheduled_at == letter.due_at
    time_machine.move_to(soon())
    leave()
    assert Letter.objects.get().state == "sent"
    post.acts = ["cut"]
    asks(rail, "b", 2 * HOUR)
    heard()
    time_machine.move_to(soon())
    leave()
    time_machine.move_to(soon() + HOUR)
    leave()
    assert len(post.mails) == 2
    assert Letter.objects.filter(state="uncertain").count() == 1


def test_a_worker_that_dies_while_sending_sends_it_again_under_the_same_name(
    post, lea, rail, time_machine, monkeypatch
):
    asks(rail, "a", 2 * HOUR)
    heard()
    time_machine.move_to(soon())
    letter = Letter.objects.get()

    def dies(_letter):
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(telling.letters, "sent", dies)
        with pytest.raises(KeyboardInterrupt):
            telling.deliver(letter.pk)
    assert Letter.objects.get().state == "sending"
    heard()
    telling.deliver(letter.pk)
    telling.deliver(letter.pk)
    one, two = post.mails
    assert one.message["message-id"] == two.message["message-id"]
    assert Letter.objects.get().state == "sent"


def test_a_letter_whose_job_was_lost_gets_another(post, lea, rail, time_machine):
    asks(rail, "a", 2 * HOUR)
    heard()
    time_machine.move_to(soon())
    ProcrastinateJob.objects.all().delete()
    heard()
    assert ProcrastinateJob.objects.filter(queueing_lock=f"letter:{Letter.objects.get().pk}").count() == 1


def a_hook(lea, tool, **more):
    known = {"name": "Team channel", "address": tool.address, "kinds": ["late", "trouble"]}
    return hooks.connect(lea.workspace, hooks.Way(**{**known, **more}))


def test_a_chat_tool_is_told_what_it_is_for_once_and_together(tool, lea, rail, time_machine):
    a_hook(lea, tool)
    talks = [asks(rail, by, 2 * HOUR).conversation for by in "ab"]
    conversations.leave_note(talks[0], lea, "Look.")
    heard()
    heard()
    time_machine.move_to(soon())
    leave()
    leave()
    (message,) = tool.took
    assert message["text"].startswith("2 conversations are late.\n")
    assert all(f"/desk/all/{talk.pk}/" in message["text"] for talk in talks)
    assert Hook.objects.get().told_at is not None


def test_its_address_is_kept_encrypted(tool, lea):
    hook = a_hook(lea, tool)
    assert b"secret-part" not in bytes(hook.sealed_address)
    assert hooks.address(hook) == tool.address
    assert hook.host == "127.0.0.1"
    hooks.retire(hook)
    assert bytes(Hook.objects.get().sealed_address) == b""


def test_one_that_does_not_answer_is_tried_again_and_then_reported_in_words(tool, lea, rail, time_machine):
    a_hook(lea, tool)
    tool.acts = [503, "cut", 429, 500, 500, 500]
    asks(rail, "a", 2 * HOUR)
    heard()
    for _ in range(8):
        time_machine.move_to(clock.now() + 4 * HOUR)
        leave()
    assert tool.asked == 6
    assert Letter.objects.get(hook__isnull=False).state == "failed"
    assert Hook.objects.get().trouble == "The chat tool refused the message (500)."
    heard()
    assert "trouble" in told(lea)
    asks(rail, "b", 2 * HOUR)
    heard()
    time_machine.move_to(clock.now() + MINUTES * 3)
    leave()
    assert len(tool.took) == 1
    assert Hook.objects.get().trouble == ""


def test_one_that_is_gone_is_not_tried_again(tool, lea, rail, time_machine):
    a_hook(lea, tool)
    tool.acts = [404]
    asks(rail, "a", 2 * HOUR)
    heard()
    time_machine.move_to(soon())
    leave()
    time_machine.move_to(soon() + HOUR)
    leave()
    assert tool.asked == 1
    assert "does not know this address any more" in Hook.objects.get().trouble


def test_an_address_inside_the_network_is_refused_when_it_is_called(tool, lea, rail, time_machine, monkeypatch):
    hook = a_hook(lea, tool)
    monkeypatch.delenv("EARFUL_TRUSTED_HOSTS")
    asks(rail, "a", 2 * HOUR)
    heard()
    time_machine.move_to(soon())
    leave()
    hook.refresh_from_db()
    assert "inside of a network" in hook.trouble
    assert tool.asked == 0


def test_one_of_a_persons_own_follows_their_wishes_and_quiet_hours(tool, lea, rail, time_machine):
    time_machine.move_to("2026-03-02T22:30:00+00:00")
    a_hook(lea, tool, agent=lea, kinds=[])
    wishes.choose(lea, chosen(ways={"late": ["chat"]}, quiet_from=time(22), quiet_to=time(7)))
    asks(rail, "a", 2 * HOUR)
    heard()
    time_machine.move_to("2026-03-02T23:30:00+00:00")
    leave()
    assert tool.took == []
    time_machine.move_to("2026-03-03T07:01:00+00:00")
    leave()
    assert len(tool.took) == 1


def test_discord_wants_another_word(lea):
    hook = hooks.connect(lea.workspace, hooks.Way("Discord", "https://discord.com/api/webhooks/1/x"))
    assert hook.shape == "content"


@pytest.mark.parametrize(
    "address", ["", "ftp://a.example/x", "http://a.example/x", "nonsense", "https://me@a.example/"]
)
def test_what_is_no_address_is_refused_in_words(lea, address):
    with pytest.raises(CannotConnect) as no:
        hooks.connect(lea.workspace, hooks.Way("Team", address))
    assert str(no.value).endswith(".")


def test_what_the_quiet_hours_end_on_is_one_line_for_one_conversation(post, lea, rail, time_machine):
    talk = asks(rail).conversation
    bo = an_agent(lea.workspace, "bo", "Bo Berg")
    wishes.choose(lea, chosen(ways={"mentioned": ["mail"]}))
    for words in ("@lea look", "@lea please", "@lea?"):
        conversations.leave_note(talk, bo, words)
    queues.assign(talk, lea, bo)
    heard()
    time_machine.move_to(soon())
    leave()
    (mail,) = post.mails
    assert f"Bo Berg names you in a note on Conversation {talk.pk}" in mail.text
    assert "And 2 more about it." in mail.text


def test_two_workers_at_once_tell_each_thing_once(post, lea, rail, time_machine):
    actions.set_chain(lea.workspace, [(lea, 10)])
    for by in "abcdef":
        asks(rail, by, 2 * HOUR, urgent=True)
    accounts.note_trouble(rail.pk, "Signed out.", signed_out=True)
    ready = Barrier(3)

    def works():
        ready.wait()
        telling.hear(0)
        connection.close()

    workers = [Thread(target=works) for _ in range(3)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(told(lea)) == ["escalated"] * 6 + ["late"] * 6 + ["trouble"]
    time_machine.move_to(soon())
    leave()
    leave()
    assert len(post.mails) == 7, "one for each that is urgent, one for all the rest"


def test_who_is_cut_off_while_telling_has_told_nothing_and_tells_it_the_next_time(post, lea, rail, monkeypatch):
    asks(rail, "a", 2 * HOUR)

    def dies(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(telling, "send_at", dies)
        with pytest.raises(KeyboardInterrupt):
            telling.hear(0)
    assert (told(lea), Letter.objects.count()) == ([], 0)
    telling.hear(0)
    assert (told(lea), Letter.objects.count()) == (["late"], 1)
