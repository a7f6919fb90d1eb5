"""Rules over the API: the same as on the pages, and nothing more."""

import pytest
from api_client import page_of
from ruled import tags
from town import a_team, a_workspace, an_account, an_agent, somebody_says

from earful.house_rules.models import Firing, Rule
from earful.house_rules.rules import ACTS, CONDITIONS
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
RULE = {
    "name": "Refunds",
    "when": "arrived",
    "conditions": [{"what": "words", "value": ["refund", "money back"]}, {"what": "where", "value": "private", "negated": True}],
    "acts": [{"what": "tag", "value": "Money"}, {"what": "note", "value": "See page 4."}],
}  # fmt: skip


@pytest.fixture
def lea():
    return an_agent(a_workspace(), name="Lea Lindt", role=Role.LEAD)


@pytest.fixture
def ask(lea):
    client = page_of(lea)

    def asking(method, path, body=None, status=200):
        answer = getattr(client, method)(f"/api{path}", data=body, content_type="application/json")
        assert answer.status_code == status, answer.content
        return answer.json()

    return asking


def test_a_rule_over_the_api(lea, ask):
    rail = an_account(lea.workspace)
    somebody_says(rail, "Where is my refund?", by="bo")
    made = ask("post", "/rules", RULE, 201)
    assert (made["acts"][0]["value"], made["on_since"], made["number"]) == ("money", None, 1)
    tried = ask("post", f"/rules/{made['id']}/try")
    assert (tried["looked"], tried["fired"], tried["changing"], len(tried["conversations"])) == (1, 1, 1, 1)
    assert "See first" in ask("post", f"/rules/{made['id']}/on", {"seen": "x"}, 409)["words"]
    assert ask("post", f"/rules/{made['id']}/on", {"seen": tried["seen"]})["on_since"]
    turn = somebody_says(rail, "I want my money back")
    assert tags(turn) == {"money"}
    (fired,) = ask("get", f"/rules/{made['id']}/firings")
    assert (fired["turn_id"], fired["did"]) == (turn.pk, [{"what": "tag", "left": ""}, {"what": "note", "left": ""}])
    assert ask("get", f"/rules/{made['id']}/firings?before={fired['id']}") == []
    assert ask("post", f"/firings/{fired['id']}/undo") == {"back": 1, "stays": 0}
    assert tags(turn) == set()
    ask("post", f"/firings/{fired['id']}/undo", status=409)
    assert ask("put", f"/rules/{made['id']}", {**RULE, "when": "ended"})["on_since"] is None
    assert [rule["number"] for rule in ask("get", "/rules")] == [2]
    assert ask("delete", f"/rules/{made['id']}") == []
    ask("get", f"/rules/{made['id']}", status=404)
    assert Firing.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"acts": []},
        {"acts": [{"what": "reply", "value": "Hello"}]},
        {"acts": [{"what": "give", "value": True}]},
        {"acts": [{"what": "give", "value": 99999}]},
        {"acts": [{"what": "urgency", "value": 3}]},
        {"acts": [{"what": "end", "value": "answered", "words": "x"}]},
        {"acts": [{"what": "end", "value": "spam"}]},
        {"acts": [{"what": "note", "value": "a"}, {"what": "note", "value": "b"}]},
        {"conditions": [{"what": "words", "value": "refund"}]},
        {"conditions": [{"what": "words", "value": []}]},
        {"conditions": [{"what": "urgency", "value": True}]},
        {"conditions": [{"what": "tag", "value": "x"}, {"what": "tag", "value": "y"}]},
        {"conditions": [{"what": "followers", "value": 1000}]},
        {"when": "sent"},
    ],
    ids=str,
)
def test_what_cannot_be_a_rule(ask, wrong):
    assert ask("post", "/rules", {**RULE, **wrong}, 422)["words"]
    assert not Rule.objects.exists()


def test_what_belongs_to_another_desk_cannot_be_named(lea, ask):
    other = a_workspace()
    team, eve = a_team(other), an_agent(other)
    for act in ({"what": "team", "value": team.pk}, {"what": "give", "value": eve.pk}):
        assert "does not" in ask("post", "/rules", {**RULE, "acts": [act]}, 422)["words"]


def test_nothing_that_a_rule_can_do_speaks_to_a_customer(ask):
    document = ask("get", "/openapi.json")["components"]["schemas"]
    assert set(document["RuleAct"]["properties"]["what"]["enum"]) == set(ACTS) == {
        "tag", "untag", "give", "team", "urgency", "note", "tell", "end",
    }  # fmt: skip
    assert set(document["RuleCondition"]["properties"]["what"]["enum"]) == set(CONDITIONS)
