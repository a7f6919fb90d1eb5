"""The API is described as it is, and stands whatever is sent to it."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import roles_people
import schemathesis
from api_client import page_of
from django.conf import settings as house
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from PIL import Image
from ruled import a_rule
from saving import a_saved_reply
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance
from town import a_dispatch, a_team, a_workspace, an_account, an_agent, somebody_says

from earful import in_private
from earful.api.document import document, written
from earful.api.permission import BOTH
from earful.conversations import actions as conversations
from earful.conversations import views
from earful.conversations.experts import inviting
from earful.conversations.filters import Filters
from earful.conversations.models import Outcome
from earful.conversations.queries import VIEWS
from earful.customers import actions as customers
from earful.kit import clock
from earful.knowledge import actions as articles
from earful.knowledge.models import Edition
from earful.listening import actions as listening
from earful.notices import hooks
from earful.notices.models import Notice
from earful.outbox.pages import opening
from earful.queues.promises import policies, timetables
from earful.queues.sharing import leading
from earful.replies import actions as replies
from earful.replies.models import Assist
from earful.staff import abilities
from earful.staff.actions import issue_token
from earful.staff.models import Agent
from earful.staff.rules import Role
from earful.triage.topics import actions as topics

FILE = Path(__file__).parents[2] / "docs" / "openapi.json"


def test_the_file_describes_the_api_as_it_is():
    """When it does not: earful openapi > docs/openapi.json."""
    assert FILE.read_text() == written()


def test_every_address_says_what_it_does_and_how_it_may_fail():
    for path, methods in document()["paths"].items():
        for method, told in methods.items():
            assert told["description"], (path, method)
            assert {"401", "403", "404", "422"} <= set(told["responses"]), (path, method)
            assert told["security"], (path, method)


def test_every_view_of_the_desk_can_be_asked_for():
    (view,) = (p for p in document()["paths"]["/api/conversations"]["get"]["parameters"] if p["name"] == "view")
    assert all(re.match(view["schema"]["pattern"], name) for name in (*VIEWS, "saved-12"))
    assert not re.match(view["schema"]["pattern"], "elsewhere")


def test_no_reach_is_ever_told():
    told = json.dumps(document()).lower()
    for word in ("follower", "likes", "impressions", "reach", "popular"):
        assert word not in told
    assert len(BOTH) == 2


Path(house.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # whitenoise looks for it when the house is opened
FEW = SchemathesisConfig.from_dict({"phases": {"coverage": {"unexpected-methods": []}}})
api = schemathesis.openapi.from_wsgi("/api/openapi.json", WSGIHandler(), config=FEW)
CASES = settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
PAGE_TOKEN = "a" * 32


def an_article_of(agent: Agent) -> dict[str, int]:
    article = articles.begin(agent, "en", "Refunds", "In five days.")
    return {"article_id": article.pk, "edition_id": Edition.objects.get(wording__article=article).pk}


@pytest.fixture
def places(db) -> dict[str, Any]:
    """An owner, and one of everything, so that made-up requests lead somewhere."""
    olga = an_agent(a_workspace(), "olga", "Olga Owner", Role.OWNER)
    account = an_account(olga.workspace)
    turn, other = somebody_says(account, "Where is my train?"), somebody_says(account, "And my bag?", by="bo")
    a_team(olga.workspace, "Refunds", [olga])
    drawn = io.BytesIO()
    Image.new("RGB", (9, 9)).save(drawn, "PNG")
    picture = replies.enclose(replies.save(turn.conversation, olga, "It stands in Ulm."), drawn.getvalue(), "")
    return {
        "session": page_of(olga).cookies["sessionid"].value,
        "conversation_id": turn.conversation_id,
        "turn_id": turn.pk,
        "event_id": conversations.end(other.conversation, olga, Outcome.SPAM).pk,
        "enclosure_id": picture.pk,
        "dispatch_id": a_dispatch(olga, other.conversation).pk,
        "assist_id": Assist.objects.create(
            workspace=olga.workspace, conversation=turn.conversation, agent=olga, what="draft", at=clock.now()
        ).pk,
        "customer_id": turn.author.customer_id,
        "joining_id": 1,
        "amendment_id": 1,
        "code": "selling",
        "number": 0,
        "way": "search",
        "query_id": listening.make(olga, "Rail", "northwind").pk,
        **an_article_of(olga),
        **roles_people.world(olga, an_agent(olga.workspace), account),
        "saved_id": a_saved_reply(olga, "Late", "It comes tomorrow.").pk,
        "view_id": views.keep(olga, "Open", Filters()).pk,
        "topic_id": topics.name(olga, "Delays", words=["Late again"]).pk,
        "promise_id": policies.promise(olga.workspace_id, policies.Terms("Urgent", urgency=2, first=15), olga).pk,
        "hours_id": timetables.name(olga.workspace_id, "Day", timetables.Open("UTC", ["09:00-17:00"] * 7), olga).pk,
        "rule_id": a_rule(olga, [("words", ["train"])], [("tag", "train")]).pk,
        "firing_id": 1,
        "route_id": leading.add(
            olga.workspace_id, leading.Terms(skill_id=abilities.name_skill(olga.workspace_id, "Billing").pk)
        ).pk,
        "group_id": customers.put_in(turn.author.customer, "Press").pk,
        "account_id": account.pk,
        "expert_id": inviting.invite(turn.conversation, olga, "Jo", "jo@example.org", "Why?", "http://testserver").pk,
        "item_id": turn.item_id,
        "hook_id": hooks.connect(olga.workspace, hooks.Way("Team", "https://chat.example.org/x")).pk,
        "notice_id": Notice.objects.create(
            workspace=olga.workspace,
            agent=olga,
            kind="mentioned",
            matter="one",
            at=clock.now(),
            told_at=clock.now(),
            conversation=turn.conversation,
            details={"by": "Bo"},
        ).pk,
        "agent_id": an_agent(olga.workspace).pk,
        "token_id": issue_token(olga, "x")[0].pk,
        **_private(turn, olga),
    }


def _private(turn, olga):
    """A private page, and somebody who came to it."""
    page, _where = in_private.page(turn.conversation, olga)
    return {"page_id": page.pk, "visit_id": opening.come(page)[0].pk}


@pytest.fixture(autouse=True)
def one_connection(db) -> Iterator[None]:
    """A server lets go of old connections after each request; here all requests share the test's transaction."""
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    yield
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)


@(
    api.exclude(method="POST", path="/api/accounts")  # these speak to a network, outside any transaction
    .exclude(path="/api/conversations/{conversation_id}/private/ways")
    .exclude(method="POST", path="/api/conversations/{conversation_id}/private")
    .parametrize()
)
@CASES
def test_whatever_is_sent_nothing_breaks(case, places):
    for name in case.path_parameters or {}:
        if str(case.path_parameters[name]).isdigit():
            case.path_parameters[name] = places[name]
    case.cookies = {"sessionid": places["session"], "csrftoken": PAGE_TOKEN}
    case.headers = {"X-CSRFToken": PAGE_TOKEN}
    answer = case.call()
    case.validate_response(answer, checks=[not_a_server_error, status_code_conformance, response_schema_conformance])
    assert answer.status_code != 401, answer.text
    if answer.status_code >= 400 and answer.status_code != 405:
        assert answer.json()["words"]
