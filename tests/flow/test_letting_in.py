"""What a WordPress holds back is heard, waits for somebody, and is let through or taken for spam from the desk."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from api_client import page_of
from procrastinate.contrib.django.models import ProcrastinateJob
from sending import jobs
from town import a_workspace

from earful import flow, letting_in
from earful.accounts import actions as accounts
from earful.accounts import reaching
from earful.accounts.models import Account
from earful.channels.contract import Connected, Us
from earful.channels.moderating import Verdict
from earful.channels.wordpress import words
from earful.conversations.models import Event, Outcome, Turn
from earful.kit import clock
from earful.outbox import actions as outbox
from earful.outbox import letting
from earful.outbox.models import Letting
from earful.staff.actions import invite
from earful.staff.models import Agent
from earful.staff.rules import Role

if (folder := str(Path(__file__).parents[1] / "contract")) not in sys.path:
    sys.path.insert(0, folder)

from fake_wordpress import PASSWORD, US, FakeWordPress

pytestmark = pytest.mark.django_db(transaction=True)
QUESTION = "Where is my parcel, it should have been here on Monday?"


@pytest.fixture
def blog(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeWordPress]:
    made = FakeWordPress()
    monkeypatch.setenv("EARFUL_TRUSTED_HOSTS", made.place)
    yield made
    made.close()


@pytest.fixture
def account(blog: FakeWordPress) -> Account:
    us, kept = Us(f"{blog.place}/user/{US}", blog.place), {"user": "desk", "password": PASSWORD}
    return accounts.connect(a_workspace(), "wordpress", Connected(us, "Northwind", {"api": blog.api}, kept))


@pytest.fixture
def ana(account: Account) -> Agent:
    return invite(account.workspace, "ana", "Ana Ortega", Role.AGENT)


@pytest.fixture
def held(blog: FakeWordPress, account: Account) -> Turn:
    name = blog.say(QUESTION, status="hold")
    for item_id in flow.arrive(account, reaching.check(account, [name])):
        flow.understand(item_id)
    return Turn.objects.get(account=account, external_id=name)


def comes_back(turn: Turn) -> Turn:
    for item in turn.account.items.filter(state="fresh"):
        flow.understand(item.pk)
    return Turn.objects.select_related("account").get(pk=turn.pk)


def works(made: Letting) -> None:
    """A worker takes its job."""
    ProcrastinateJob.objects.filter(task_name="let_in", status="todo").update(status="succeeded")
    letting_in.carry_out(made.pk)


def state(made: Letting) -> tuple[str, str]:
    made.refresh_from_db()
    return made.state, made.trouble


def test_it_waits_like_any_other_and_is_let_through_once(blog: FakeWordPress, held: Turn, ana: Agent) -> None:
    assert (held.held, held.needs_answer, held.outcome) == (True, True, "")
    made = letting_in.decide(held, ana, Verdict.SHOW)
    with pytest.raises(outbox.TooLate, match="already"):
        letting_in.decide(held, ana, Verdict.SPAM)
    assert len(jobs("let_in")) == 1
    letting_in.carry_out(made.pk)
    letting_in.carry_out(made.pk)  # a job that runs twice
    assert state(made) == ("done", "")
    assert blog.of(held.external_id)["status"] == "approved"
    turn = comes_back(held)
    assert (turn.held, turn.text, turn.edited_at, turn.needs_answer) == (False, QUESTION, None, True)
    assert [event.agent.name for event in Event.objects.filter(what="let_in") if event.agent] == ["Ana Ortega"]
    with pytest.raises(outbox.TooLate, match="any more"):
        letting_in.decide(turn, ana, Verdict.SHOW)


def test_spam_waits_for_nobody_from_the_first_moment(blog: FakeWordPress, held: Turn, ana: Agent) -> None:
    made = letting_in.decide(held, ana, Verdict.SPAM)
    assert Turn.objects.get(pk=held.pk).outcome == Outcome.SPAM
    letting_in.carry_out(made.pk)
    assert blog.of(held.external_id)["status"] == "spam"
    turn = comes_back(held)
    assert turn.removed_at
    assert turn.outcome == Outcome.SPAM


def test_whatever_the_site_does_it_is_told_again_until_it_has_heard(
    blog: FakeWordPress, held: Turn, ana: Agent
) -> None:
    made = letting_in.decide(held, ana, Verdict.SHOW)
    blog.limited = 30
    works(made)
    assert state(made) == ("waiting", words.BUSY)
    assert [job.scheduled_at > clock.now() + timedelta(seconds=20) for job in jobs("let_in")][-1]
    blog.limited = 0
    for lost in ("lose request", "lose answer"):
        blog.next_change = lost
        works(made)
        assert state(made) == ("waiting", words.VERDICT_LOST)
    blog.password = "another"
    works(made)
    assert state(made) == ("waiting", words.EXPIRED)
    blog.password = PASSWORD
    works(made)
    assert state(made)[0] == "done"


def test_what_cannot_be_told_for_a_day_is_said_and_can_be_decided_anew(
    blog: FakeWordPress, held: Turn, ana: Agent
) -> None:
    made = letting_in.decide(held, ana, Verdict.SHOW)
    Letting.objects.update(created_at=clock.now() - letting.PATIENCE - timedelta(minutes=1))
    blog.limited = 30
    works(made)
    assert state(made) == ("failed", words.BUSY)
    page = page_of(ana).get(f"/desk/all/{held.conversation_id}/").content.decode()
    assert words.BUSY in page
    assert "Let it through" in page


def test_what_was_put_away_on_the_blog_meanwhile_is_said_and_seen(blog: FakeWordPress, held: Turn, ana: Agent) -> None:
    made = letting_in.decide(held, ana, Verdict.SHOW)
    blog.of(held.external_id)["status"] = "trash"
    works(made)
    assert state(made) == ("failed", words.PUT_AWAY)
    [job] = jobs("see_held")
    letting_in.see(**job.args)
    assert comes_back(held).removed_at


def test_by_the_page_and_only_what_is_held(blog: FakeWordPress, held: Turn, ana: Agent) -> None:
    client = page_of(ana)
    page = client.get(f"/desk/all/{held.conversation_id}/").content.decode()
    assert "shows this to nobody until it is let through" in page
    answer = client.post(f"/desk/turn/{held.pk}/held/", {"verdict": "show"}, follow=True)
    assert "Ana Ortega lets it through. The site is being told." in answer.content.decode()
    assert "Let it through" not in answer.content.decode()
    letting_in.carry_out(Letting.objects.get().pk)
    comes_back(held)
    page = client.get(f"/desk/all/{held.conversation_id}/").content.decode()
    assert "let through" not in page.partition('id="events')[0] or "decided about a message" in page
    answer = client.post(f"/desk/turn/{held.pk}/held/", {"verdict": "spam"}, follow=True)
    assert "Nobody holds this message back any more." in answer.content.decode()


def test_another_desk_decides_nothing(held: Turn) -> None:
    other = invite(a_workspace("Other"), "eve", "Eve Else", Role.OWNER)
    assert page_of(other).post(f"/desk/turn/{held.pk}/held/", {"verdict": "show"}).status_code == 404
    assert not Letting.objects.exists()
