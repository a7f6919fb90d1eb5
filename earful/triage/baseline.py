"""The first triage: named cues with weights set by hand, added up. It can be read, and it errs on the side of showing."""

from earful.triage import languages, personal, scales
from earful.triage.evidence import gather
from earful.triage.reading import read
from earful.triage.rules import SPAM_FROM, Assessment, Reason, Subject
from earful.triage.weighing import Tally

VERSION = "baseline-1"
ASKS = frozenset({"mention", "reply", "quote", "message"})  # of contract.Why: somebody speaks to us
SHOWN_FROM = 0.35  # below one half: showing one too many costs a glance, hiding one costs a customer


def assess(subject: Subject) -> Assessment:
    """Judge one item. Never raises, whatever the text."""
    if subject.unread and subject.why in ASKS and not subject.text.strip():
        return _unread(subject)
    found = gather(read(subject.text), subject.claimed)
    wanted, unwanted = scales.needs(subject, found), scales.spam(subject, found)
    is_spam = unwanted.p >= SPAM_FROM
    p = min(wanted.p, 1.0 - unwanted.p) if is_spam else wanted.p
    shown = p >= SHOWN_FROM and not is_spam
    chances = scales.kinds(found)
    language, language_p = languages.best(found.likely)
    return Assessment(
        version=VERSION,
        needs_answer=shown,
        needs_answer_p=p,
        kind=max(chances, key=lambda kind: chances[kind]),
        kinds_p=chances,
        urgency=scales.urgency(subject, found) if shown else 0,
        language=language,
        language_p=language_p,
        spam_p=unwanted.p,
        personal=personal.sorts(subject.text, language),
        reasons=_told(unwanted, wanted, is_spam=is_spam, shown=shown),
    )


def _unread(subject: Subject) -> Assessment:
    """It says something, and nobody here knows what: a person looks, and nothing is guessed."""
    language, language_p = languages.best(dict.fromkeys(subject.claimed[:1], 1.0))
    return Assessment(
        version=VERSION,
        needs_answer=True,
        needs_answer_p=1.0,
        kind="other",
        language=language,
        language_p=language_p,
        reasons=(Reason("unread", weight=2.0),),
    )


def _told(unwanted: Tally, wanted: Tally, *, is_spam: bool, shown: bool) -> tuple[Reason, ...]:
    if not is_spam:
        return wanted.reasons(speaking_for=shown)
    against = unwanted.reasons(speaking_for=True)  # what speaks for spam speaks against an answer
    return tuple(Reason(reason.code, reason.words, -reason.weight) for reason in against)
