"""What words are about, as the encoder hears them. Only for processes that judge: it is large."""

from collections.abc import Sequence

from earful.triage import learned
from earful.triage.rules import Subject
from earful.triage.topics.rules import packed


def meanings(subjects: Sequence[Subject]) -> list[bytes]:
    """As they are kept; b"" for what has no words."""
    spoken = [subject for subject in subjects if subject.text.strip()]
    heard = iter(learned.get_ready().precise.hear(spoken) if spoken else ())
    return [packed(next(heard).meaning) if subject.text.strip() else b"" for subject in subjects]
