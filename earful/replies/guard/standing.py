"""What can never leave: where nothing can be sent, nothing is said, or the network would not take it."""

import re
import unicodedata

from earful.replies.guard.letters import LATEST, SOONEST, Letter, News, Ruling, Strength

CLOSING = 3  # hours before a network stops taking an answer, from which on one is told
GAP = re.compile(r"⟨[a-z]*\?⟩")  # where the assistant lost what was masked; see assisting/masking.py


def refusals(letter: Letter) -> list[Ruling]:
    """What no insisting helps against."""
    refuse = Strength.REFUSE
    if not letter.can.send:
        return [Ruling("read_only", refuse)]
    found = _place(letter)
    if not _visible(letter.text):
        found.append(Ruling("empty", refuse))
    if letter.length.over:
        over = letter.length.used - (letter.length.limit or 0)
        found.append(Ruling("too_long", refuse, {"over": over, "units": letter.length.units}))
    if len(letter.alts) > letter.can.pictures:
        found.append(Ruling("too_many_pictures", refuse, {"most": letter.can.pictures}))
    missing = sum(1 for alt in letter.alts if not alt.strip())
    if missing:
        found.append(Ruling("missing_alt", refuse, {"count": missing}))
    if letter.account_state == "signed_out":
        found.append(Ruling("signed_out", refuse))
    return [*found, *_holding(letter), *_assisted(letter)]


def _assisted(letter: Letter) -> list[Ruling]:
    """What the assistant wrote leaves when a person has made it their own, or says that they have read it."""
    found: list[Ruling] = []
    if gap := GAP.search(letter.text):
        found.append(Ruling("assist_gap", Strength.REFUSE, {"words": gap[0]}))
    if letter.unread:
        found.append(Ruling("untouched_assist", Strength.REFUSE))
    elif letter.assisted:
        found.append(Ruling("assisted", Strength.NOTE))
    return found


def _place(letter: Letter) -> list[Ruling]:
    """Whether what it answers is there, and can still be answered."""
    refuse = Strength.REFUSE
    found: list[Ruling] = []
    if letter.nothing_to_answer:
        found.append(Ruling("nothing_to_answer", refuse))
    if letter.widened:
        found.append(Ruling("widened", refuse))
    if letter.removed:
        found.append(Ruling("answers_removed", refuse))
    if letter.moved:
        found.append(Ruling("answers_moved", refuse))
    if letter.about.hours_left is not None and letter.about.hours_left <= 0:
        found.append(Ruling("window_closed", refuse, {"hours": int(letter.can.window_hours or 0)}))
    return found


def _holding(letter: Letter) -> list[Ruling]:
    """A holding reply promises a time that is still to come, and not far away."""
    if letter.holds_for is None or SOONEST <= letter.holds_for <= LATEST:
        return []
    if letter.holds_for < SOONEST:
        return [Ruling("holds_past", Strength.REFUSE)]
    return [Ruling("holds_far", Strength.REFUSE)]


def _visible(text: str) -> bool:
    """Whether there is anything to see: spaces, and signs that only steer others, are nothing."""
    return any(unicodedata.category(sign)[0] not in "CZ" for sign in text)


def confirmations(letter: Letter) -> list[Ruling]:
    """One ruling for each kind of news, the latest of it."""
    latest = {news.kind: news for news in letter.news}
    return [about(news) for news in latest.values()]


def notes(letter: Letter) -> list[Ruling]:
    """What is good to know: that the network takes an answer not for much longer."""
    left = letter.about.hours_left
    if left is None or not 0 < left <= CLOSING:
        return []
    return [Ruling("window_closing", Strength.NOTE, {"minutes": max(1, int(left * 60))})]


def about(news: News) -> Ruling:
    """A piece of news as a ruling."""
    return Ruling(f"newer_{news.kind}", Strength.CONFIRM, {"who": news.who, "seconds": news.seconds})
