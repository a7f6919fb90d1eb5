"""The pages of rules: written, tried, switched on from what was seen, read back, and taken back."""

import pytest
from django.test import Client
from ruled import a_rule, tags, terms
from town import a_team, a_workspace, an_account, an_agent, somebody_says

from earful.conversations import actions as conversations
from earful.conversations import levels
from earful.conversations.models import Conversation, Event
from earful.house_rules import actions
from earful.house_rules.models import Firing, Rule
from earful.house_rules.rules import When
from earful.house_rules.terms import of_row, stored
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
FORM = {"name": "Refunds", "when": "arrived", "words": "refund, money back", "do_tag": "Money, refunds", "urgent": "2"}


@pytest.fixture
def lea():
    return an_agent(a_workspace(), name="Lea Lindt", role=Role.LEAD)


@pytest.fixture
def rail(lea):
    return an_account(lea.workspace)


@pytest.fixture
def page(lea):
    client = Client()
    client.force_login(lea)
    return client


def words(answer):
    return " ".join(answer.content.decode().split())


def says(rule):
    row = rule.editions.get(number=rule.number)
    return of_row(row.occasion, row.conditions, row.acts)


def mark(page, rule):
    shown = page.get(f"/house/rules/{rule.pk}/try/").content.decode()
    return shown.split('name="seen" value="')[1].split('"')[0]


def switched_on(page, rule):
    return page.post(f"/house/rules/{rule.pk}/on/", {"seen": mark(page, rule)}, follow=True)


def test_there_are_none_yet(page):
    assert "There are no rules yet" in words(page.get("/house/rules/"))


def test_a_rule_is_written_tried_and_switched_on(page, lea, rail):
    somebody_says(rail, "I want my money back")
    leads = page.post("/house/rules/new/", FORM)
    rule = Rule.objects.get()
    assert leads.url == f"/house/rules/{rule.pk}/try/"
    assert (rule.on_since, says(rule)) == (
        None,
        terms([("words", ["refund", "money back"])], [("tag", "money"), ("tag", "refunds"), ("urgency", 2)]),
    )
    shown = words(page.get(leads.url))
    for piece in (
        "<dd>1 time</dd>",
        "Of 1 time this happened in the last 30 days",
        "<dd>1 conversation</dd>",
        "Maria",
        "I want my money back",
    ):
        assert piece in shown
    assert "It works from now on" in words(switched_on(page, rule))
    turn = somebody_says(rail, "Where is my refund?", by="bo")
    assert tags(turn) == {"money", "refunds"}
    for address in ("/house/rules/", f"/house/rules/{rule.pk}/"):
        shown = words(page.get(address))
        for piece in (
            "A customer writes",
            "it says “refund” or “money back”",
            "tag it #money",
            "call it urgent",
            ">on<",
        ):
            assert piece in shown, (address, piece)
    assert "Did something once in the last 30 days" in words(page.get("/house/rules/"))
    shown = words(page.get(f"/house/rules/{rule.pk}/"))
    for piece in ("Tagged, tagged, urgency set", "Bo", "switched on by Lea Lindt", "tried before: 1 of 1"):
        assert piece in shown


def test_nothing_is_switched_on_that_was_not_seen(page, lea, rail):
    rule = a_rule(lea, [], [("tag", "x")], on=False)
    old = mark(page, rule)
    for seen in ("", "made up"):
        assert "See first what it would have done" in words(
            page.post(f"/house/rules/{rule.pk}/on/", {"seen": seen}, follow=True)
        )
    actions.change(rule, "Refunds", terms([], [("tag", "y")]), lea)
    page.post(f"/house/rules/{rule.pk}/on/", {"seen": old})
    assert Rule.objects.get().on_since is None
    switched_on(page, rule)
    assert Rule.objects.get().on_since is not None


def test_other_words_switch_it_off_and_another_name_does_not(page, lea):
    rule = a_rule(lea, [("words", ["refund", "money back"])], [("tag", "money"), ("tag", "refunds"), ("urgency", 2)])
    assert page.post(f"/house/rules/{rule.pk}/change/", {**FORM, "name": "Money"}).url == f"/house/rules/{rule.pk}/"
    assert Rule.objects.get().on_since is not None
    assert (
        page.post(f"/house/rules/{rule.pk}/change/", {**FORM, "words_not": "1"}).url == f"/house/rules/{rule.pk}/try/"
    )
    rule = Rule.objects.get()
    assert (rule.on_since, rule.number, says(rule).conditions[0].negated) == (None, 2, True)


def test_everything_that_can_be_chosen_is_read_back_as_it_was(page, lea, rail):
    team, bo = a_team(lea.workspace), an_agent(lea.workspace, name="Bo Berg")
    conditions = [("account", rail.pk, True), ("network", "sandbox"), ("where", "private"), ("kind", "complaint"), ("language", "de"), ("urgency", 1), ("nobody", True, True), ("needs", True), ("words", ("a", "b c"), True), ("tag", "vip"), ("waits", 90)]  # fmt: skip
    acts = [("tag", "x"), ("untag", "y"), ("give", bo.pk), ("team", team.pk), ("urgency", 0), ("note", "Look."), ("tell", bo.pk, "Please."), ("end", "spam", "It is spam.")]  # fmt: skip
    rule = a_rule(lea, conditions, acts, When.BREACHED)
    form = page.get(f"/house/rules/{rule.pk}/change/").context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    values["waits"] = "1 h 30 min"
    assert page.post(f"/house/rules/{rule.pk}/change/", values).url == f"/house/rules/{rule.pk}/", "nothing was changed"
    shown = words(page.get(f"/house/rules/{rule.pk}/"))
    for piece in ("the account is not Northwind Rail", "it is private", "it is a complaint", "the language is German", "somebody has it", "it does not say “a” or “b c”", "waits longer than 1 h 30 min", "give it to Bo Berg", "hand it to the team Refunds", "call it not urgent", "tell Bo Berg: “Please.”", "end it as “Spam”: It is spam."):  # fmt: skip
        assert piece in shown, piece


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "Give it a name"),
        ({"do_tag": "", "urgent": ""}, "Say what is to be done."),
        ({"end": "spam"}, "Say why it may end without an answer"),
        ({"end": "spam", "end_words": "x", "words": ""}, "would silence everybody"),
        ({"waits": "2 h"}, "nobody has waited yet"),
        ({"waits": "soon", "when": "warned"}, "Write a length of time"),
        ({"when": "full moon"}, "Select a valid choice"),
        ({"account": "99999"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_a_rule_is_told_in_words(page, rail, wrong, said):
    answer = page.post("/house/rules/new/", {**FORM, **wrong})
    assert answer.status_code == 422
    assert said in words(answer)
    assert not Rule.objects.exists()


def test_rules_are_ordered_switched_off_and_removed(page, lea):
    one, two = (a_rule(lea, [], [("tag", name)], name=name) for name in ("One", "Two"))
    page.post(f"/house/rules/{two.pk}/move/", {"up": "1"})
    assert [rule.name for rule in Rule.objects.order_by("place")] == ["Two", "One"]
    page.post(f"/house/rules/{two.pk}/off/")
    assert Rule.objects.get(pk=two.pk).on_since is None
    assert "“One” is removed" in words(page.post(f"/house/rules/{one.pk}/retire/", follow=True))
    assert page.get(f"/house/rules/{one.pk}/").status_code == 200, "its log stays to be read"
    assert page.get(f"/house/rules/{one.pk}/change/").status_code == 404
    assert ">One<" not in words(page.get("/house/rules/"))


def test_a_broken_rule_says_why(page, lea):
    bo = an_agent(lea.workspace, name="Bo Berg")
    rule = a_rule(lea, [], [("give", bo.pk)])
    bo.is_active = False
    bo.save()
    for address in ("/house/rules/", f"/house/rules/{rule.pk}/", f"/house/rules/{rule.pk}/change/"):
        assert "The colleague it names does not answer here any more." in words(page.get(address))
    assert "broken" in words(page.get("/house/rules/"))


def test_what_a_rule_did_is_taken_back_where_nobody_changed_it_since(page, lea, rail):
    bo, team = an_agent(lea.workspace, name="Bo Berg"), a_team(lea.workspace)
    acts = [
        ("tag", "money"),
        ("team", team.pk),
        ("give", bo.pk),
        ("urgency", 2),
        ("note", "Look."),
        ("end", "not_needed", "Why."),
    ]
    a_rule(lea, [("words", ["refund"])], acts)
    turn = somebody_says(rail, "Where is my refund?")
    assert turn.conversation.status == "ended"
    before = turn.urgency
    conversations.remove_tag(turn.conversation, lea, "money")
    conversations.tag(turn.conversation, lea, "money")
    firing = Firing.objects.get()
    shown = words(page.post(f"/house/rules/firings/{firing.pk}/undo/", follow=True))
    assert "4 things were taken back. What was changed since stays as it is." in shown
    assert "taken back by Lea Lindt" in shown
    talk = Conversation.objects.get(pk=turn.conversation_id)
    assert (talk.status, talk.assignee, talk.team) == ("open", None, None)
    turn.refresh_from_db(fields=["urgency", "outcome"])
    assert (turn.outcome, before, turn.urgency) == ("", levels.URGENT, 0)
    assert tags(turn) == {"money"}
    assert "nothing here to take back" in words(page.post(f"/house/rules/firings/{firing.pk}/undo/", follow=True))


def test_the_conversation_says_what_a_rule_did(page, lea, rail):
    bo = an_agent(lea.workspace, name="Bo Berg")
    a_rule(lea, [("words", ["refund"])], [("tag", "money"), ("give", bo.pk), ("urgency", 2), ("note", "See page 4."), ("tell", bo.pk, "Look at this.")])  # fmt: skip
    turn = somebody_says(rail, "Where is my refund?")
    shown = words(page.get(f"/desk/all/{turn.conversation_id}/"))
    for piece in ("The rule “Refunds” tagged this #money", "The rule “Refunds” gave this to Bo Berg", "The rule “Refunds” said how urgent this is: Urgent", "See page 4.", "The rule “Refunds”, for Bo Berg", "Look at this.", "only your team sees this"):  # fmt: skip
        assert piece in shown, piece


def test_a_turn_says_that_a_rule_ended_it(page, lea, rail):
    a_rule(lea, [("words", ["refund"])], [("end", "not_needed", "The bank writes these itself.")])
    turn = somebody_says(rail, "Where is my refund?")
    shown = words(page.get(f"/desk/all/{turn.conversation_id}/"))
    assert "No answer needed, says a rule of the house. The bank writes these itself." in shown
    assert "The rule “Refunds” ended this: No answer needed. The bank writes these itself." in shown
    assert Event.objects.get(what="ended").agent is None


def test_an_agent_reads_and_changes_nothing(lea):
    rule = a_rule(lea, [], [("tag", "x")])
    client = Client()
    client.force_login(an_agent(lea.workspace))
    assert "New rule" not in words(client.get("/house/rules/"))
    assert "Switch off" not in words(client.get(f"/house/rules/{rule.pk}/"))
    assert client.get(f"/house/rules/{rule.pk}/try/").status_code == 403


def test_the_palette_leads_there(page):
    assert "/house/rules/" in page.get("/desk/palette/?q=rules").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_the_same_for_one_as_for_three(page, lea, rail, rows, django_assert_num_queries):
    team = a_team(lea.workspace)
    rules = [a_rule(lea, [("account", rail.pk)], [("tag", str(n)), ("team", team.pk), ("give", lea.pk)], name=f"R{n}") for n in range(rows)]  # fmt: skip
    for number in range(rows):
        somebody_says(rail, "Where is my refund?", by=f"c{number}")
    page.get("/house/rules/")
    with django_assert_num_queries(10):
        page.get("/house/rules/")
    with django_assert_num_queries(11):
        page.get(f"/house/rules/{rules[0].pk}/")


def test_acts_and_conditions_are_all_sayable(page, lea):
    """Whatever the API may store, the page has words for."""
    rule = a_rule(lea, [], [("tag", "x")], on=False)
    rule.editions.update(**stored(terms([("hours", 7), ("group", 8), ("topic", 9)], [("team", 5)])))
    assert words(page.get("/house/rules/")).count("somebody or something that is gone") == 4
