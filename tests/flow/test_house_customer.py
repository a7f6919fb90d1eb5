"""Who this person is to us: handles, matters, joining and parting."""

import pytest
from django.test import Client
from town import a_workspace, an_account, an_agent, somebody_says

from earful.customers.models import Customer, Joining
from earful.staff.models import Agent
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Agent:
    return an_agent(a_workspace())


@pytest.fixture
def page(ana) -> Client:
    return browser(ana)


def browser(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent, backend="earful.web.signed_in.Backend")
    return client


def who(turn) -> Customer:
    return Customer.objects.get(pk=turn.author.customer_id)


def test_a_customer_is_shown_with_handles_and_matters(ana, page):
    maria = who(somebody_says(an_account(ana.workspace), "Where is my train?", by="maria", name="Maria López"))
    words = page.get(f"/house/customers/{maria.pk}/").content.decode()
    assert "Maria López" in words
    assert "@maria" in words
    assert "Sandbox town" in words
    assert "Where is my train?" in words


def test_two_are_one_and_two_again(ana, page):
    rail = an_account(ana.workspace)
    maria = who(somebody_says(rail, "Where is my train?", by="maria"))
    lopez = who(somebody_says(rail, "And my refund?", by="mlopez", name="M. López"))
    found = page.get(f"/house/customers/{maria.pk}/", {"q": "@mlop"}).content.decode()
    assert f'name="other" value="{lopez.pk}"' in found

    joined = page.post(f"/house/customers/{maria.pk}/join/", {"other": lopez.pk}, follow=True).content.decode()
    assert "M. López is now shown as the same person." in joined
    assert "And my refund?" in joined
    assert page.get(f"/house/customers/{lopez.pk}/").status_code == 404

    undo = f"/house/customers/joinings/{Joining.objects.get().pk}/undo/"
    parted = page.post(undo, follow=True).content.decode()
    assert "They are two people again." in parted
    assert "And my refund?" not in parted
    assert "This was already undone." in page.post(undo, follow=True).content.decode()


@pytest.mark.parametrize("other", ["", "x", "0", "999999999", "²"])
def test_joining_with_nobody_says_so(ana, page, other):
    maria = who(somebody_says(an_account(ana.workspace), "Where is my train?"))
    answer = page.post(f"/house/customers/{maria.pk}/join/", {"other": other}, follow=True)
    assert "That customer is not there any more." in answer.content.decode()


def test_joining_with_oneself_says_so(ana, page):
    maria = who(somebody_says(an_account(ana.workspace), "Where is my train?"))
    answer = page.post(f"/house/customers/{maria.pk}/join/", {"other": maria.pk}, follow=True)
    assert "These are already the same person." in answer.content.decode()


def test_a_viewer_reads_and_is_offered_nothing_more(ana):
    maria = who(somebody_says(an_account(ana.workspace), "Where is my train?"))
    viewer = browser(an_agent(ana.workspace, name="Vic", role=Role.VIEWER))
    words = viewer.get(f"/house/customers/{maria.pk}/?q=a").content.decode()
    assert "Where is my train?" in words
    assert "The same person elsewhere?" not in words


def test_customers_of_others_do_not_exist_here(ana, page):
    maria = who(somebody_says(an_account(ana.workspace), "Where is my train?", by="maria"))
    theirs = who(somebody_says(an_account(a_workspace("Elsewhere"), "else"), "Secret words", by="maria2"))
    assert page.get(f"/house/customers/{theirs.pk}/").status_code == 404
    assert "Nobody else by that name." in page.get(f"/house/customers/{maria.pk}/?q=maria2").content.decode()
    answer = page.post(f"/house/customers/{maria.pk}/join/", {"other": theirs.pk}, follow=True)
    assert "That customer is not there any more." in answer.content.decode()
    assert Customer.objects.filter(pk=theirs.pk).exists()


def test_an_address_that_is_none_is_no_link(ana, page):
    rail = an_account(ana.workspace)
    maria = who(somebody_says(rail, "Where is my train?"))
    maria.handles.update(profile_url="javascript:alert(1)")
    assert "javascript:" not in page.get(f"/house/customers/{maria.pk}/").content.decode()


@pytest.mark.parametrize("matters", [1, 3])
def test_the_page_asks_the_database_the_same_for_one_as_for_three(ana, page, matters, django_assert_num_queries):
    rail = an_account(ana.workspace)
    turns = [somebody_says(rail, f"Question {number}?", by="maria") for number in range(matters)]
    address = f"/house/customers/{who(turns[0]).pk}/"
    page.get(address)
    with django_assert_num_queries(12):
        page.get(address)
