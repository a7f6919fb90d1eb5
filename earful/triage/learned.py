"""The judge that has learned: the fast tier for everything, the precise one for what could need an answer."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earful.channels.contract import Why
from earful.triage import baseline, because, blend, fast, languages, personal, precise
from earful.triage.blend import Blend
from earful.triage.cues import BY_LANGUAGE, Cue
from earful.triage.evidence import Evidence, gather
from earful.triage.fast import Fast, Shares
from earful.triage.precise import Heard, Precise
from earful.triage.questions import CAUSES, CHOICES, PLACES
from earful.triage.reading import read
from earful.triage.rules import COULD_NEED, KINDS, SURELY_SPAM, Assessment, Reason, Subject, Tier
from earful.triage.scales import named
from earful.triage.weighing import shortened

FOLDER = Path(__file__).parent / "weights"
FLAGGED = 0.5
UNREAD = 0.6  # the chance that an answer is needed which is given to what we cannot read
HIDDEN = 0.01
PLAINLY = 0.5  # the chance that is given at least to a short text that asks or complains twice over
FEW_WORDS = 15
PLAIN = (Cue.HELP, Cue.STRONG, Cue.MONEY, Cue.REQUEST, Cue.COMPLAINT, Cue.SAFETY, Cue.STRANDED)
UNPLAIN = (Cue.PRAISE, Cue.THANKS, Cue.SETTLED, Cue.ACKNOWLEDGED, Cue.PROMOTION)
SHOWN = ("needs", "spam")  # the questions whose answers are given reasons
MEANT, SCORED = 1.5, 0.5  # how heavy what is heard is beside hashed words, whose row has length one

_loading = Lock()


@dataclass(frozen=True, slots=True)
class Weights:
    """What is shipped, and what words were found to add."""

    fast: Fast
    precise: Precise
    blend: Blend
    shares: Shares


@dataclass(frozen=True, slots=True)
class Text:
    """A text, where its words stand, and what each adds at a glance."""

    text: str
    places: list[tuple[int, int]]
    added: NDArray[np.float32]  # words x SHOWN


def get_ready() -> Weights:
    """Load the weights, once."""
    with _loading:  # else each of several threads would load them
        return _load()


@cache
def _load() -> Weights:
    heads = fast.loaded((FOLDER / "fast.npz").read_bytes())
    return Weights(
        heads,
        precise.load(FOLDER),
        blend.loaded((FOLDER / "blend.json").read_text(encoding="utf-8")),
        Shares(heads, [PLACES[name].start for name in SHOWN]),
    )


def listen(texts: Sequence[str]) -> NDArray[np.float32]:
    """What the precise tier hears in texts that stand alone: their meaning and its scores, a row for each text."""
    heard = get_ready().precise.hear([Subject(text, Why.MENTION) for text in texts])
    rows = [np.concatenate([MEANT * one.meaning, SCORED * np.tanh(one.scores / 4)]) for one in heard]
    return np.asarray(rows, np.float32)


def judge(subjects: Sequence[Subject], *, closely: bool) -> list[Assessment]:
    """Judge items. Never raises, whatever the texts. `closely`: also by the precise tier, where it could matter."""
    if not subjects:
        return []
    weights, seen = get_ready(), fast.rows(subjects)
    quick = weights.fast.scores(seen)
    scores = {name: np.array(found) for name, found in weights.blend.of_fast(quick).items()}
    near = _worth_it(subjects, scores) if closely else []
    heard = weights.precise.hear([subjects[place] for place in near])
    if near:
        slow = blend.precise_columns(np.array([one.scores for one in heard]))
        for name, found in weights.blend.of_both(quick[near], slow).items():
            scores[name][near] = found
    given = {name: blend.chances(name, found) for name, found in scores.items()}
    at, texts = dict(zip(near, heard, strict=True)), _texts(subjects, seen, weights.shares)
    return [
        _judged(subject, weights, {name: found[place] for name, found in given.items()}, texts[place], at.get(place))
        for place, subject in enumerate(subjects)
    ]


def _texts(subjects: Sequence[Subject], seen: fast.Rows, shares: Shares) -> list[Text]:
    """The texts with what their words add, asked for all at once."""
    places = [because.spans(subject.text) for subject in subjects]
    added = shares.of(
        [subject.text[start:end] for subject, own in zip(subjects, places, strict=True) for start, end in own]
    )
    found, begin = [], 0
    for subject, own, pieces in zip(subjects, places, np.diff(seen.text.starts), strict=True):
        end = begin + len(own)
        found.append(Text(subject.text, own, added[begin:end] / math.sqrt(max(pieces, 1))))
        begin = end
    return found


def _worth_it(subjects: Sequence[Subject], alone: blend.Scores) -> list[int]:
    needs, spam = blend.chances("needs", alone["needs"])[:, 1], blend.chances("spam", alone["spam"])[:, 1]
    return [
        place
        for place, subject in enumerate(subjects)
        if needs[place] >= COULD_NEED and spam[place] < SURELY_SPAM and subject.text.strip()
    ]


def _judged(
    subject: Subject,
    weights: Weights,
    given: Mapping[str, NDArray[np.float64]],
    text: Text,
    heard: Heard | None,
) -> Assessment:
    found = gather(read(subject.text), subject.claimed)
    if not found.reading.words and not found.reading.cross and not found.reading.glad:
        return baseline.assess(subject)  # no words to learn from: a picture, a sign, nothing
    limits = weights.blend.limits
    is_spam = float(given["spam"][1]) >= limits["spam"]
    p, ruled = _ruled(subject, found, float(given["needs"][1]))
    p = min(p, 1.0 - float(given["spam"][1])) if is_spam else p
    shown = p >= limits["needs"] and not is_spam
    language, language_p = languages.best(found.likely)
    return Assessment(
        version=weights.blend.version,
        tier=Tier.FAST if heard is None else Tier.PRECISE,
        needs_answer=shown,
        needs_answer_p=p,
        **_kinds(given),
        **_pressing(given, limits["urgent"], shown=shown),
        mood=CHOICES["mood"][int(given["mood"].argmax())],
        mood_p=float(given["mood"].max()),
        about_p=float(given["about"][1]),
        solved_p=float(given["solved"][1]),
        language=language,
        language_p=language_p,
        spam_p=float(given["spam"][1]),
        reasons=_told(text, found, weights, heard, ruled, is_spam=is_spam, shown=shown),
        personal=personal.sorts(subject.text, language),
        meaning=b"" if heard is None else heard.meaning.astype("<f2").tobytes(),
    )


def _plain(found: Evidence) -> tuple[str, ...]:
    """The words of a short text that asks or complains twice over; () of any other. In doubt it is shown."""
    if len(found.reading.words) > FEW_WORDS or found.count(*UNPLAIN) or found.count(*PLAIN) < 2:
        return ()
    return tuple(phrase for cue in PLAIN for phrase in found.cues.get(cue, ()))


def _kinds(given: Mapping[str, NDArray[np.float64]]) -> dict[str, Any]:
    """The main kind, all that hold, and of a complaint how bad it is."""
    kind = KINDS[int(given["kind"].argmax())]
    return {
        "kind": kind,
        "kinds_p": {one: float(chance) for one, chance in zip(KINDS, given["kind"], strict=True)},
        "kinds": tuple(one for one, p in zip(KINDS, given["also"], strict=True) if one == kind or p >= FLAGGED),
        "severity": max(1, int(given["severity"].argmax())) if kind == "complaint" else 0,
    }


def _pressing(given: Mapping[str, NDArray[np.float64]], urgent: float, *, shown: bool) -> dict[str, Any]:
    """How urgent, and for which causes: the likeliest, and every other that is likelier than not."""
    chances, causes = given["urgency"], given["cause"]
    urgency = 2 if chances[2] >= urgent else 1 if chances[1] + chances[2] >= FLAGGED else 0
    likeliest = int(causes.argmax())
    named_ = tuple(cause for at, cause in enumerate(CAUSES) if at == likeliest or causes[at] >= FLAGGED)
    pressing = shown and urgency > 0
    return {
        "urgency": urgency if shown else 0,
        "urgent_p": float(chances[2]),
        "causes": named_ if pressing else (),
    }


def _ruled(subject: Subject, found: Evidence, p: float) -> tuple[float, tuple[Reason, ...]]:
    """What is decided by a rule, whatever was learned: what stands beside a talk, and what we cannot read."""
    if subject.why == Why.OWN:
        return 0.0, (Reason("own_words", "", -40.0),)
    if subject.why == Why.AUTOMATIC:
        return min(p, HIDDEN), (Reason("sent_by_program", "", -40.0),)
    if subject.why == Why.CONTEXT and not named(subject, found):
        return min(p, HIDDEN), (Reason("context_only", "", -40.0),)
    if p < PLAINLY and (words := _plain(found)):
        return PLAINLY, (Reason("asks_plainly", shortened(words), PLAINLY),)
    language, _ = languages.best(found.likely)
    if language not in BY_LANGUAGE and language != languages.UNKNOWN and p < UNREAD:
        return UNREAD, (Reason("unread_language", "", 0.6),)
    return p, ()


def _told(
    text: Text,
    found: Evidence,
    weights: Weights,
    heard: Heard | None,
    ruled: tuple[Reason, ...],
    *,
    is_spam: bool,
    shown: bool,
) -> tuple[Reason, ...]:
    if ruled and ruled[0].weight <= 0:
        return ruled
    name, sign = ("spam", -1.0) if is_spam else ("needs", 1.0)  # what speaks for spam speaks against an answer
    mix = weights.blend.alone[name] if heard is None else weights.blend.both[name]
    added = text.added[:, SHOWN.index(name)].astype(np.float64) * mix.fast
    above: dict[str, float] = {}
    if heard is not None:
        slow = blend.precise_columns(heard.each)[name][:, 0] * mix.precise
        first = heard.worded.parts.index(1)  # where what stands before the text ends
        added = added + because.upon(text.places, heard.worded.places[first:], slow[first:])
        if not weights.precise.wording.spoken.isdisjoint(heard.worded.pieces[:first]):
            above["said_above"] = sign * float(slow[:first].sum())
    return ruled + because.reasons(text.text, text.places, sign * added, found, above, speaking_for=shown)
