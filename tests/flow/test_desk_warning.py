"""What an author asked for: words stay folded behind a warning, and what few should read is not answered to many."""

from dataclasses import replace

import pytest
from django.test import Client
from scripted import Scripted, installed, parcel, words
from town import a_workspace, an_account, an_agent

from earful import flow
from earful.accounts.models import Account
from earful.channels.contract import Batch, Inbound, Json, Readers, Us
from earful.conversations.models import Turn


class Warned(Scripted):
    """A network on which people put a warning in front of their words, and choose who reads them."""

    def read(self, raw: Json, us: Us) -> Inbound:
        readers = Readers(raw["readers"]) if "readers" in raw else None
        return replace(super().read(raw, us), warning=raw.get("warning", ""), readers=readers)


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


def pages(account: Account, turn: Turn) -> tuple[str, str]:
    page = Client()
    page.force_login(an_agent(account.workspace), backend="earful.web.signed_in.Backend")
    listed = page.get("/desk/all/").content.decode()
    return listed, page.get(f"/desk/all/{turn.conversation_id}/").content.decode()


@pytest.mark.django_db(transaction=True)
class TestWarning:
    def test_it_is_folded_and_opens_without_scripts(self, account):
        turn = arrives(account, words("why does the captain die?", by="c:1", warning="The end of <the film>"))
        assert turn.warning == "The end of <the film>"
        listed, opened = pages(account, turn)
        folded = opened.partition('<details class="warned">')[2].partition("</details>")[0]
        assert "The end of &lt;the film&gt;" in folded.partition("</summary>")[0]
        assert "why does the captain die?" in folded.partition("</summary>")[2]
        assert "The end of &lt;the film&gt;" in listed
        assert "captain" not in listed
        composer = opened.partition('id="composer"')[2]
        assert "Folded behind: <bdi>The end of &lt;the film&gt;</bdi>" in composer
        assert "captain" not in composer

    def test_without_one_nothing_is_folded(self, account):
        _, opened = pages(account, arrives(account, words("where is my parcel?", by="c:1")))
        assert "warned" not in opened

    def test_it_goes_with_the_words(self, account):
        raw = words("why does the captain die?", by="c:1", warning="The end of the film")
        arrives(account, raw)
        arrives(account, {**raw, "version": "2", "change": "removed"})
        assert list(Turn.objects.values_list("text", "warning")) == [("", "")]


@pytest.mark.django_db(transaction=True)
class TestReaders:
    SAID = [
        ("everybody", "Public reply on Scripted, as"),
        ("quietly", "Public reply on Scripted that stands in no public list, as"),
        ("followers", "Reply on Scripted that only your followers read, as"),
        ("named", "Private message on Scripted that only 1 reads, as"),
    ]

    @pytest.mark.parametrize(("readers", "sentence"), SAID)
    def test_the_composer_says_who_reads_the_answer(self, account, readers, sentence):
        turn = arrives(account, words("where is my parcel?", by="c:1", readers=readers))
        _, opened = pages(account, turn)
        assert sentence in opened.partition('id="composer"')[2]
        assert "data-answer" in opened  # whom the same people read can be chosen at once: the sentence stays true

    def test_a_private_word_in_a_public_thread_is_marked(self, account):
        first = arrives(account, words("where is my parcel?", by="c:1", readers="everybody"))
        _, opened = pages(account, first)
        assert "#i-lock" not in opened.partition('id="turns"')[2].partition('id="composer"')[0]
        raw = words("my number is 5", by="c:1", readers="named", parent=first.external_id)
        second = arrives(account, raw)
        assert second.conversation_id == first.conversation_id
        _, opened = pages(account, second)
        turns = opened.partition('id="turns"')[2].split("<article")[1:]
        assert [turn.count("</svg>private") for turn in turns if ">my number is 5" in turn] == [1]
