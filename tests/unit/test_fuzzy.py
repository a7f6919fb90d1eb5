"""What somebody types finds the name they mean, first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.kit.fuzzy import fits, plain

NAMES = ["Needs an answer", "Mine", "Unassigned", "Waiting for them", "Snoozed", "All", "Put away until later", "Hand to Ana Ortega", "Ended last week", "End with an outcome", "Figures", "Réclamations Zürich"]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mine", "Mine"),
        ("snoo", "Snoozed"),
        ("needs", "Needs an answer"),
        ("naa", "Needs an answer"),
        ("hand ana", "Hand to Ana Ortega"),
        ("ortega", "Hand to Ana Ortega"),
        ("reclam", "Réclamations Zürich"),
        ("ZUR", "Réclamations Zürich"),
        ("end out", "End with an outcome"),
        ("away", "Put away until later"),
    ],
)
def test_the_name_that_is_meant_comes_first(typed, meant):
    assert max(NAMES, key=lambda name: fits(typed, name)) == meant


@pytest.mark.parametrize(
    ("typed", "name"), [("xyz", "Mine"), ("enim", "Mine"), ("ana x", "Hand to Ana"), ("tl", "Until")]
)
def test_what_does_not_fit_is_not_found(typed, name):
    assert fits(typed, name) == 0


@given(st.text(max_size=40))
def test_every_name_fits_itself_and_nothing_typed_fits_all(name):
    assert fits("", name) > 0
    assert fits(name, name) > 0 or not plain(name).strip()
