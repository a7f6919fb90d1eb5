"""The daily digest: the two headline figures and what was late yesterday, once a day, also after an outage."""

from datetime import datetime
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from a_mail_server import a_mail_server
from django.db import connection
from noticing import HOUR, asks, heard, leave, with_mail
from town import a_workspace, an_account, an_agent, we_say

from earful import telling
from earful.insights.digest import broken
from earful.kit import clock
from earful.notices import wishes
from earful.notices.models import Letter
from earful.notices.wishes import Chosen
from earful.staff.models import Agent
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db(transaction=True)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def post(settings):
    with a_mail_server() as server:
        settings.MAIL = server.way()
        settings.URL = "https://desk.example.org"
        yield server


@pytest.fixture
def lea(time_machine):
    time_machine.move_to("2026-03-02T09:00:00+01:00")
    lead = an_agent(a_workspace(answer_within_minutes=60, time_zone="Europe/Berlin"), "lea", "Lea Lindt", Role.LEAD)
    return with_mail(lead)


@pytest.fixture
def rail(lea):
    return an_account(lea.workspace)


def the_hour_comes():
    telling.digest_for_all(0)
    leave()


def test_the_headlines_and_what_was_late_yesterday_and_nothing_else(post, lea, rail, time_machine):
    time_machine.move_to("2026-03-02T14:00:00+01:00")
    answered, waits, today = (asks(rail, by, ago) for by, ago in (("a", 3 * HOUR), ("b", 2 * HOUR), ("c", 0 * HOUR)))
    we_say(rail, "Sorry for that.", parent=answered)
    heard()
    time_machine.move_to("2026-03-03T08:00:01+01:00")
    heard()
    the_hour_comes()
    (mail,) = post.mails
    assert mail.to == ["lea@example.org"]
    assert mail.message["subject"] == "Northwind: 3 of 3 questions this week got no answer in time."
    assert "The oldest waits 20 h." in mail.text
    assert "3 answers were late yesterday:" in mail.text
    assert f"- No. {answered.conversation_id}, Northwind Rail: due 2 March, 12:00, answered 2 March, 14:00" in mail.text
    assert f"- No. {waits.conversation_id}, Northwind Rail: due 2 March, 13:00, still waiting" in mail.text
    assert f"https://desk.example.org/desk/all/{today.conversation_id}/" in mail.text
    assert "train" not in mail.text


def test_once_a_day_at_its_hour_by_the_clock_where_they_are(post, lea, time_machine):
    for moment, mails in [
        ("2026-03-02T23:00:00+01:00", 0),  # she came after eight
        ("2026-03-03T07:59:00+01:00", 0),
        ("2026-03-03T08:00:30+01:00", 1),
        ("2026-03-03T08:02:30+01:00", 1),
        ("2026-03-03T23:59:00+01:00", 1),
        ("2026-03-04T08:01:00+01:00", 2),
    ]:
        time_machine.move_to(moment)
        the_hour_comes()
        assert len(post.mails) == mails, moment
    assert "Nobody is waiting." in post.mails[0].text
    assert "Nothing was late yesterday." in post.mails[0].text


def test_after_five_days_without_anybody_it_comes_once(post, lea, time_machine):
    time_machine.move_to("2026-03-07T14:00:00+01:00")
    the_hour_comes()
    the_hour_comes()
    assert [letter.day.isoformat() for letter in Letter.objects.all()] == ["2026-03-07"]
    assert len(post.mails) == 1


def test_two_workers_at_once_send_one(post, lea, time_machine):
    time_machine.move_to("2026-03-03T08:00:30+01:00")
    ready = Barrier(2)

    def works():
        ready.wait()
        telling.digest_for_all(0)
        connection.close()

    both = [Thread(target=works) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    leave()
    assert (Letter.objects.count(), len(post.mails)) == (1, 1)


def test_a_mail_server_that_is_down_at_that_hour_delays_it(post, lea, time_machine):
    time_machine.move_to("2026-03-03T08:00:30+01:00")
    post.acts = ["drop"]
    the_hour_comes()
    assert post.mails == []
    time_machine.move_to("2026-03-03T08:02:30+01:00")
    the_hour_comes()
    assert len(post.mails) == 1


def chosen(**more):
    return Chosen(
        **{"ways": {}, "quiet_from": None, "quiet_to": None, "time_zone": "", "digest": True, "digest_hour": 8, **more}
    )


def test_who_gets_it_and_when_is_theirs_to_choose(post, lea, time_machine):
    bo = with_mail(an_agent(lea.workspace, "bo", "Bo Berg"))
    kim = with_mail(an_agent(lea.workspace, "kim", "Kim Sato"))
    an_agent(lea.workspace, "owner", "Without Address", Role.OWNER)
    wishes.choose(lea, chosen(digest=False))
    wishes.choose(kim, chosen(time_zone="Asia/Tokyo", digest_hour=9))
    for moment in ("2026-03-03T01:01:00+01:00", "2026-03-03T12:00:00+01:00"):
        time_machine.move_to(moment)
        the_hour_comes()
    assert [mail.to for mail in post.mails] == [["kim@example.org"]], "nine in Tokyo is one in Berlin"
    Agent.objects.filter(pk=kim.pk).update(is_active=False)
    wishes.choose(bo, chosen(digest_hour=18))
    time_machine.move_to("2026-03-03T18:01:00+01:00")
    the_hour_comes()
    assert post.mails[1].to == ["bo@example.org"]


def test_whoever_changes_the_hour_in_the_afternoon_waits_for_tomorrow(post, lea, time_machine):
    time_machine.move_to("2026-03-03T07:00:00+01:00")
    wishes.choose(lea, chosen(digest=False))
    time_machine.move_to("2026-03-03T15:00:00+01:00")
    wishes.choose(lea, chosen())
    the_hour_comes()
    assert post.mails == []


def test_without_a_mail_server_nothing_is_kept_for_later(settings, lea, time_machine):
    settings.MAIL = None
    time_machine.move_to("2026-03-03T08:00:30+01:00")
    the_hour_comes()
    assert not Letter.objects.exists()


def test_what_was_late_on_a_day_ends_with_that_day_also_when_clocks_change(lea, rail, time_machine):
    time_machine.move_to(datetime(2026, 3, 29, 23, 30, tzinfo=BERLIN))
    turn = asks(rail, "a", 2 * HOUR)
    heard()
    midnight = datetime(2026, 3, 30, tzinfo=BERLIN)
    assert [one.conversation for one in broken(lea.workspace_id, datetime(2026, 3, 29, tzinfo=BERLIN), midnight)] == [
        turn.conversation_id
    ]
    assert not broken(lea.workspace_id, midnight, clock.now() + 9 * HOUR)
