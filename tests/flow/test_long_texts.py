"""A text may be as long as it likes: it is kept whole, shown whole, and found by its beginning."""

import pytest
from town import a_workspace, an_account, somebody_says

from earful.conversations.models import Turn
from earful.intake.models import Item

pytestmark = pytest.mark.django_db


def test_more_different_words_than_a_search_index_takes() -> None:
    rail = an_account(a_workspace())
    text = " ".join(f"word{number:07d}" for number in range(200_000))
    turn = somebody_says(rail, text)
    assert Turn.objects.get(pk=turn.pk).text == text
    assert Turn.objects.filter(search="word0000003").exists()
    assert Item.objects.get(pk=turn.item_id).state == "placed"
