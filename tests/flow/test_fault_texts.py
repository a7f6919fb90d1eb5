"""Texts made to confuse: right-to-left overrides, invisible signs, thousands of accents, markup. Shown, and nothing else."""

import re
import time

import pytest
from django.test import Client
from town import a_workspace, an_account, an_agent, somebody_says

pytestmark = pytest.mark.django_db

ZALGO = "h" + "\u0301\u0332\u0488" * 3_500 + "elp"
HOSTILE = {
    "right to left": "\u202eEVIL\u202d \u2067hidden\u2069 \u200fright",
    "never closed": "\u202e\u2066\u2067\u202b" * 200 + "end",
    "invisible": "he\u200bl\u200dl\u2060o\ufeff \U000e0041\U000e0042" * 300,
    "accents": ZALGO,
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 }}{% now 'Y' %}",
    "one word": "A" * 9_000,
    "lines": "\n\u2028\u2029\x0b\x85" * 900 + "here",
    "half signs": "\ud83d broken \udc00",
    "nothing": "\u200b\u2063\ufe0f",
}


@pytest.mark.parametrize("kind", list(HOSTILE))
def test_a_hostile_text_stays_in_its_frame(kind: str) -> None:
    desk = a_workspace()
    rail = an_account(desk)
    turn = somebody_says(rail, HOSTILE[kind], name=f"Mal {HOSTILE[kind][:40]}")
    person = Client()
    person.force_login(an_agent(desk))
    begun = time.perf_counter()
    for address in (f"/desk/all/{turn.conversation_id}/", "/desk/all/"):
        page = person.get(address)
        assert page.status_code == 200
        html = page.content.decode()
        assert "<script>alert" not in html
        assert "onerror=alert(1)>" not in html
        assert "{{ 7 }}" in html or kind != "markup", "what looks like a template is text"
    assert time.perf_counter() - begun < 30, "a crowded machine may take its time, a page without end takes longer"
    frame = re.search(
        r'<div class="said" dir="auto"[^>]*>', person.get(f"/desk/all/{turn.conversation_id}/").content.decode()
    )
    assert frame, "each text decides its own direction"


def test_the_frame_does_not_let_a_text_out() -> None:
    """A text without end in any direction, and accents above and below, are cut at its own edge."""
    from importlib.resources import files

    style = files("earful.web").joinpath("static/web/css/pages/turn.css").read_text()
    (rule,) = re.findall(r"^  \.said \{([^}]*)\}", style, re.MULTILINE)
    assert "unicode-bidi: plaintext" in rule
    assert "overflow: clip" in rule
