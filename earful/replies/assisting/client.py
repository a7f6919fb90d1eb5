"""Asking the assistant: over the way that second opinions go, and never inside a transaction."""

from dataclasses import dataclass

from earful.replies.assisting import prompts
from earful.replies.assisting.material import Material
from earful.replies.assisting.scope import named
from earful.replies.models import Assist
from earful.triage.asking import Way, chat


@dataclass(frozen=True, slots=True)
class Answer:
    """What it says, with what was masked put back; in how many places something is missing; the passages it used."""

    text: str
    gaps: int
    sources: list[int]
    took_ms: int


def ask(way: Way, question: Assist, material: Material, patience: float) -> Answer:
    """Ask it and read what comes. Raises Ungiven, whatever comes back or does not."""
    said, took_ms = chat(way, prompts.messages(question.what, named(question.language), material.value), patience)
    text, used = prompts.read(said, len(material.passages))
    back = material.masks.restore(text)
    return Answer(back.text, back.gaps, [material.passages[number - 1].pk for number in used], took_ms)
