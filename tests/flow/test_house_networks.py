"""The list of networks: what each takes and brings is said before anybody begins, and drawn where something is pressed."""

import re

import pytest
from django.test import Client
from town import a_workspace, an_agent

from earful.channels import offering, registry
from earful.staff.rules import Role
from earful.web.house import offered

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Client:
    client = Client()
    client.force_login(an_agent(a_workspace(), role=Role.OWNER), backend="earful.web.signed_in.Backend")
    return client


def connectable():
    return [network for network in registry.networks().values() if network.fields]


def test_every_network_of_ours_says_what_it_takes():
    for network in connectable():
        if type(network).__module__.startswith("earful."):
            offer = offering.of(network)
            assert offer is not offering.UNSAID, network.name
            assert 0 < offer.minutes <= 60
            assert all(0 <= sketch.step < len(network.steps) for sketch in offer.sketches), network.name


def test_the_list_names_each_once_with_what_it_takes(page):
    words = page.get("/house/accounts/connect/").content.decode()
    for network in connectable():
        assert words.count(f'href="/house/accounts/connect/{network.name}/"') == 1
    assert "Needs an account there, free" in words
    assert "Only listens" in words
    assert "Not in Earful yet" in words


def test_a_network_says_what_cannot_be_done_there():
    feeds = offered.offered(registry.get("feeds"))
    assert not feeds.answers
    assert len(feeds.cannot) == 1
    mail = offered.offered(registry.get("mail"))
    assert "An answer that is there can be neither changed nor taken back from here." in mail.cannot


def test_each_drawing_stands_at_its_step_and_says_aloud_what_it_shows(page):
    words = page.get("/house/accounts/connect/bluesky/").content.decode()
    assert re.findall(r'class="sketch" role="img" aria-label="([^"]*)"', words) == [
        "A drawing of the page: Settings, Settings, Privacy and security, App passwords",
        "A drawing of the page: App passwords, App passwords, Create app password",
    ]


def test_a_network_from_outside_that_says_nothing_is_listed_all_the_same():
    class Elsewhere:
        name, label, steps, fields, can = "elsewhere", "Elsewhere", ("Begin.",), (), registry.get("mail").can

    assert offered.offered(Elsewhere()).hears == offering.UNSAID.hears
    assert [step.sketch for step in offered.steps(Elsewhere())] == [None]
