import pytest

from earful.replies import sentences
from earful.replies.guard import Ruling, Strength
from earful.replies.words import KINDS

RULINGS = [
    *(Ruling(code, Strength.REFUSE) for code in ("read_only", "nothing_to_answer", "answers_removed", "empty")),
    *(Ruling(code, Strength.REFUSE) for code in ("signed_out", "answers_moved", "unheard_of")),
    *(Ruling(f"newer_{kind}", Strength.CONFIRM, {"who": who, "seconds": 8}) for kind in KINDS for who in ("Ana", "")),
    *(Ruling("too_long", Strength.REFUSE, {"over": n, "units": u}) for n in (1, 7) for u in ("characters", "bytes")),
    *(Ruling("too_many_pictures", Strength.REFUSE, {"most": n}) for n in (1, 4)),
    *(Ruling("missing_alt", Strength.REFUSE, {"count": n}) for n in (1, 2)),
    *(Ruling("window_closed", Strength.REFUSE, {"hours": n}) for n in (1, 24)),
    *(Ruling("window_closing", Strength.NOTE, {"minutes": n}) for n in (1, 90)),
]


@pytest.mark.parametrize("ruling", RULINGS, ids=lambda ruling: f"{ruling.code} {dict(ruling.figures)}")
def test_a_ruling_is_a_whole_sentence(ruling: Ruling) -> None:
    said = sentences.ruling(ruling)
    assert said.endswith(".")
    assert "%(" not in said
