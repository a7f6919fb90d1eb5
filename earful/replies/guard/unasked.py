"""Contact nobody asked for, and the same words for everybody."""

from collections.abc import Iterator

from earful.replies.guard.letters import About
from earful.replies.guard.reading import Finding, Text

OFTEN = 3  # messages of ours since they last spoke, over all ways
SAME = 3  # others who have just had these words


def findings(_text: Text, about: About) -> Iterator[Finding]:
    """What the desk knows of the two who speak; nothing of it can be read in the words."""
    if about.wish:
        yield "wish", "", None
    if about.solved:
        yield "after_solved", "", None
    if about.unasked:
        yield "unasked", "", None
    if about.unanswered >= OFTEN:
        yield "too_often", str(about.unanswered), None
    if about.by_fellow:
        yield "by_fellow", "", None
    if about.same >= SAME:
        yield "same_text", str(about.same), None
