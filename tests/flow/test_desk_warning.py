"""What an author hid behind a warning stays folded until somebody opens it, on the desk and in the list."""

from dataclasses import replace

import pytest
from django.test import Client
from scripted import Scripted, installed, parcel, words
from town import a_workspace, an_account, an_agent

from earful import flow
from earful.accounts.models import Account
from earful.channels.contract import Batch, Inbound, Json, Us
from earful.conversations.models import Turn


class Warned(Scripted):
    """A network on which people put a warning in front of their words."""

    def read(self, raw: Json, us: Us) -> Inbound:
        return replace(super().read(raw, us), warning=raw.get("warning", ""))


@pytest.fixture
def account() -> Account:
    with installed(Warned()):
        made = an_account(a_workspace(), "northwind.example")
        Account.objects.update(network="scripted", external_id="scripted:us")
        made.refresh_from_db()
        yield made


def arrives(account: Account, raw: dict[str, str]) -> Turn:
    for item in flow.arrive(account, Batch((parcel(raw),))):
        flow.understand(item)
    return Turn.objects.latest("pk")


@pytest.mark.django_db(transaction=True)
class TestWarning:
    def pages(self, account: Account, turn: Turn) -> tuple[str, str]:
        page = Client()
        page.force_login(an_agent(account.workspace), backend="django.contrib.auth.backends.ModelBackend")
        listed = page.get("/desk/all/").content.decode()
        return listed, page.get(f"/desk/all/{turn.conversation_id}/").content.decode()

    def test_it_is_folded_and_opens_without_scripts(self, account):
        turn = arrives(account, words("why does the captain die?", by="c:1", warning="The end of <the film>"))
        assert turn.warning == "The end of <the film>"
        listed, opened = self.pages(account, turn)
        folded = opened.partition('<details class="warned">')[2].partition("</details>")[0]
        assert "The end of &lt;the film&gt;" in folded.partition("</summary>")[0]
        assert "why does the captain die?" in folded.partition("</summary>")[2]
        assert "The end of &lt;the film&gt;" in listed
        assert "captain" not in listed

    def test_without_one_nothing_is_folded(self, account):
        _, opened = self.pages(account, arrives(account, words("where is my parcel?", by="c:1")))
        assert "warned" not in opened

    def test_it_goes_with_the_words(self, account):
        raw = words("why does the captain die?", by="c:1", warning="The end of the film")
        arrives(account, raw)
        arrives(account, {**raw, "version": "2", "change": "removed"})
        assert list(Turn.objects.values_list("text", "warning")) == [("", "")]
