"""Who asked us goes on asking us, also without naming us again."""

import pytest
from town import a_workspace, an_account, somebody_says

pytestmark = pytest.mark.django_db


def test_the_askers_own_follow_up_needs_an_answer() -> None:
    rail = an_account(a_workspace())
    asked = somebody_says(rail, "@northwindrail where is my refund?", by="maria")
    more = somebody_says(rail, "Can somebody please help me?", by="maria", parent=asked, why="context")
    beside = somebody_says(rail, "Can somebody please help her?", by="tomas", parent=asked, why="context")
    assert (more.needs_answer, beside.needs_answer) == (True, False)
