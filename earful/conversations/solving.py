"""Whether a matter is solved, and what a holding reply promises. Pure.

Solved: the customer says so after our answer, or nothing more is said for 72 hours (care-metrics: "confirmed by customer
or by 72 h of silence after the answer"). A new word that needs an answer undoes it. Praise that was thanked was never a
matter to be solved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from earful.conversations.rules import Voice

QUIET = timedelta(hours=72)
BY_WORDS = frozenset({"answered", "thanked", "peer"})


@dataclass(frozen=True, slots=True)
class Wait:
    """How long somebody waited for us: since when, until when (None: still), and whether an answer ended it."""

    word: Voice
    since: datetime
    until: datetime | None
    answered: bool


def waits(voices: Sequence[Voice], answered: Mapping[int, int]) -> list[Wait]:
    """The waits of a conversation; `voices` as they were said, `answered`: which words of ours answer which turn.

    What somebody called answered waits until words of ours stand there.
    """
    ours = {voice.id: voice.said_at for voice in voices if voice.ours and not voice.removed and not voice.manner}
    said = list(ours.values())
    found = []
    for voice in voices:
        if voice.ours or not voice.needs_answer:
            continue
        if voice.id in answered:
            until: datetime | None = ours[answered[voice.id]]
        elif voice.outcome in {"answered", "thanked"} and voice.ended_at not in said:
            until = next((moment for moment in said if moment >= voice.said_at), None)
        else:
            until = voice.ended_at if voice.outcome else None
        by_words = until is not None and (voice.id in answered or voice.outcome in BY_WORDS)
        found.append(Wait(voice, voice.said_at, until, by_words))
    return found


def solved(
    voices: Sequence[Voice], answered: Mapping[int, int], confirmed_at: datetime | None = None
) -> tuple[datetime | None, bool]:
    """When it is solved, or will be if nothing more is said, and whether its customer says so. None: it is not.

    `voices`: in the order in which they were said; `answered`: the turns that words of ours answer, and which;
    `confirmed_at`: when a colleague wrote down that the customer says so.
    """
    all_of_them = waits(voices, answered)
    matters = [wait for wait in all_of_them if wait.answered and wait.word.kind != "praise"]
    if not matters or any(wait.until is None for wait in all_of_them):
        return None, False
    quiet_since = max(wait.until for wait in matters if wait.until is not None)
    whose = {wait.word.author for wait in matters}
    for voice in voices:
        if voice.ours or voice.removed or voice.author not in whose or voice.said_at <= quiet_since:
            continue
        if voice.said_at > quiet_since + QUIET:
            break
        if voice.settles:
            return voice.said_at, True
        quiet_since = voice.said_at
    if confirmed_at is not None and all(wait.until <= confirmed_at for wait in matters if wait.until is not None):
        return min(confirmed_at, quiet_since + QUIET), True
    return quiet_since + QUIET, False


def moments(
    voices: Sequence[Voice], answered: Mapping[int, int], now: datetime, confirmed_at: datetime | None = None
) -> list[tuple[datetime, bool]]:
    """When it was solved, oldest first, and whether its customer said so: also before a later word opened it again.

    `voices` and `answered` as for `solved`; nothing after `now`.
    """
    ours = {voice.id: place for place, voice in enumerate(voices) if voice.ours}
    again = [place for place, voice in enumerate(voices) if voice.needs_answer and not voice.ours]
    found: list[tuple[datetime, bool]] = []
    for end in [*again[1:], len(voices)]:
        until = voices[end].said_at if end < len(voices) else now
        here = {word: by for word, by in answered.items() if by in ours and ours[by] < end}
        said = confirmed_at if confirmed_at is not None and confirmed_at <= until else None
        moment, by_word = solved(voices[:end], here, said)
        if moment is not None and moment <= until and moment not in dict(found):
            found.append((moment, by_word))
    return found


def holds_until(voices: Sequence[Voice], status: str) -> datetime | None:
    """By when we said that we come back: the latest holding reply since our last answer, while somebody waits."""
    if status != "open":
        return None
    held = None
    for voice in voices:
        if voice.ours and not voice.removed:
            if not voice.manner:
                held = None
            elif voice.holds_until is not None:
                held = voice.holds_until
    return held
