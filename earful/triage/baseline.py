"""The first triage."""

from earful.triage.rules import Assessment, Subject

VERSION = "baseline-1"


def assess(subject: Subject) -> Assessment:
    """Judge one item."""
    return Assessment(VERSION, bool(subject.text), 0.5, "other")
