"""How listening goes, in words: an account's page in green, amber and red, the list of what was unheard, and the API."""

from datetime import timedelta

import pytest
from api_client import api_as
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from town import a_workspace, an_account, an_agent, queries_of, somebody_says

from earful.accounts import actions
from earful.accounts.models import Account
from earful.accounts.rules import Poll
from earful.channels.contract import SignIn, Subscription
from earful.intake import looks
from earful.intake.models import Unheard
from earful.kit import clock
from earful.kit.rates import Rate
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def olga():
    return an_agent(a_workspace(), name="Olga Owner", role=Role.OWNER)


@pytest.fixture
def rail(olga):
    return an_account(olga.workspace)


def page(agent, path):
    client = Client()
    client.force_login(agent, backend="earful.web.signed_in.Backend")
    return client.get(path).content.decode()


def words(agent, account):
    return page(agent, f"/house/accounts/{account.pk}/")


def unheard(account, name="town:post:000001", **more):
    now = clock.now()
    known = {"said_at": now - 9 * MINUTE, "seen_at": now - 2 * MINUTE, "found_at": now, "fetched_at": now}
    passed = {"cause": "passed_over", "passed_at": now - MINUTE}
    return Unheard.objects.create(
        workspace=account.workspace, account=account, external_id=name, **{**known, **passed, **more}
    )


def test_green_with_every_fact_behind_it(olga, rail):
    now = clock.now()
    rate = Rate(260, 300, now + 5 * MINUTE, now)
    actions.note_poll(rail.pk, Poll(now, 2.0, now - 60 * MINUTE, now - MINUTE, rate))
    looks.done(rail, looks.begin(rail, now), 212)
    said = words(olga, rail)
    for fact in (
        "dot good",
        "Not known: the account is new, or little is said there.",
        "Last hint 1 min ago.",
        "Lasts until somebody takes it back.",
        "None here; Earful asks by itself.",
        "Used 40 of 300. Fresh at",
        "with 212 things listed there.",
        "Nothing was found on the network that was missing here.",
    ):
        assert fact in said, fact


def test_amber_because_checks_left_something_out(olga, rail):
    turn = somebody_says(rail, "Where is my train?")
    unheard(rail, turn.external_id)
    actions.note_passed_over(rail.pk, clock.now())
    said = words(olga, rail)
    assert "dot late" in said
    assert "But checks left something out: it was found at" in said
    assert "covered that time and did not bring it." in said
    assert f"/desk/all/{turn.conversation_id}/" in said
    assert "Checks left something out; it was fetched." in page(olga, "/house/board/"), "what is stuck"


@pytest.mark.parametrize(
    ("days", "renews", "dot", "fact"),
    [
        (8, False, "good", "Good until"),
        (6, False, "late", "The sign-in is good until"),
        (-1, False, "trouble", "has ended. Sign in again to keep listening."),
        (-1, True, "good", "Renewed by itself; this one is good until"),
    ],
)
def test_a_sign_in_that_ends_is_told_ahead_of_time(olga, rail, days, renews, dot, fact):
    actions.note_standing(rail.pk, SignIn(clock.now() + days * DAY, renews), None)
    said = words(olga, rail)
    assert f"dot {dot}" in said
    assert fact in said


def test_a_network_that_does_not_call_any_more(olga, rail):
    actions.note_standing(rail.pk, SignIn(), Subscription(stands=False, words="The town has forgotten us."))
    said = words(olga, rail)
    assert "dot late" in said
    assert "The town has forgotten us. Earful asks by itself meanwhile." in said
    actions.note_standing(rail.pk, SignIn(), Subscription(stands=True))
    assert "The network confirms that it calls us." in words(olga, rail)


def test_red_because_nobody_has_listened_for_long(olga, rail):
    Account.objects.filter(pk=rail.pk).update(polled_at=clock.now() - 20 * MINUTE)
    said = words(olga, rail)
    assert "dot trouble" in said
    assert "Somebody should look whether Earful itself is running as it should." in said


def test_the_list_says_why_and_what_became_of_each(olga, rail):
    began = clock.now() - 30 * MINUTE
    unheard(rail, cause="nobody", cause_from=began, cause_until=clock.now() - MINUTE, passed_at=None)
    unheard(rail, "2", cause="trouble", cause_from=began, words="It is out of order.", passed_at=None)
    unheard(rail, "3", fetched_at=None)
    unheard(rail, "4", found_at=None, fetched_at=None, cause="")
    unheard(rail, "5", found_at=clock.now() - 8 * DAY)
    said = page(olga, "/house/unheard/")
    assert "3 messages this week were not heard in time." in said
    for fact in ("Nobody listened between", "The network had been in trouble since", "It is out of order.",
                 "Its author had taken it back before it could be fetched."):  # fmt: skip
        assert fact in said, fact
    for path in ("/house/board/", "/house/figures/"):
        assert '<a href="/house/unheard/">3</a>' in page(olga, path)


def test_a_quiet_week_says_so_and_others_have_a_list_of_their_own(olga, rail):
    unheard(an_account(a_workspace("Elsewhere"), "elsewhere"))
    said = page(olga, "/house/unheard/")
    assert "Nothing was unheard" in said
    assert "elsewhere" not in said


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_the_same_for_one_as_for_three(olga, rail, rows):
    for number in range(rows):
        unheard(rail, str(number))
    client = Client()
    client.force_login(olga, backend="earful.web.signed_in.Backend")
    asked = {}
    for path in ("/house/unheard/", f"/house/accounts/{rail.pk}/"):
        client.get(path)
        asked[path] = queries_of(lambda path=path: client.get(path))
    assert list(asked.values()) == [8, 12]


def test_the_button_looks_now_and_only_where_somebody_listens(olga, rail):
    client = Client()
    client.force_login(olga, backend="earful.web.signed_in.Backend")
    waiting = ProcrastinateJob.objects.filter(task_name="reconcile", status="todo")
    answer = client.post(f"/house/accounts/{rail.pk}/look/", follow=True)
    assert "What is missing here is fetched in a minute." in answer.content.decode()
    client.post(f"/house/accounts/{rail.pk}/look/")
    assert waiting.count() == 1
    waiting.delete()
    actions.set_state(rail, Account.State.PAUSED)
    client.post(f"/house/accounts/{rail.pk}/look/")
    client.post(f"/house/accounts/{an_account(a_workspace('Elsewhere')).pk}/look/")
    assert not waiting.exists()


def test_the_api_tells_the_same(olga, rail):
    api = api_as(olga)
    turn = somebody_says(rail, "Where is my train?")
    unheard(rail, turn.external_id)
    actions.note_poll(rail.pk, Poll(clock.now(), 2.0, rate=Rate(1, None, None, clock.now())))
    told = api.get(f"/api/accounts/{rail.pk}/listening").json()
    assert (told["health"], told["reason"], told["unheard"], told["compared"]) == ("good", "well", 1, None)
    assert told["rate"]["left"] == 1
    rows = api.get("/api/unheard").json()
    assert rows["total"] == 1
    assert rows["rows"][0]["conversation_id"] == turn.conversation_id
    assert rows["rows"][0]["cause"] == "passed_over"
    assert api.post(f"/api/accounts/{rail.pk}/look").status_code == 202
    assert ProcrastinateJob.objects.filter(task_name="reconcile", status="todo").count() == 1
    actions.set_state(rail, Account.State.PAUSED)
    assert api.post(f"/api/accounts/{rail.pk}/look").status_code == 409
