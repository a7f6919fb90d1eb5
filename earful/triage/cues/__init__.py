"""The words that give hints, by language; all written for Earful."""

from collections.abc import Mapping

from earful.triage.cues import de, en, es, fr, it, nl, pt
from earful.triage.cues.shape import Cue, Cues, phrases

__all__ = ["BY_LANGUAGE", "Cue", "Cues", "phrases"]

BY_LANGUAGE: Mapping[str, Cues] = {
    "de": de.CUES,
    "en": en.CUES,
    "es": es.CUES,
    "fr": fr.CUES,
    "it": it.CUES,
    "nl": nl.CUES,
    "pt": pt.CUES,
}
