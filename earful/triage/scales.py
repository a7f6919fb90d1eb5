"""The weights of the baseline, set by hand, in log-odds: needs an answer, kind, urgency, spam. Pure."""

from earful.channels.contract import Why
from earful.triage.cues import Cue
from earful.triage.evidence import COMPLAINTS, Evidence
from earful.triage.reading import folded_words
from earful.triage.rules import KINDS, Subject
from earful.triage.weighing import Tally, shares

CAME: dict[str, tuple[str, float]] = {  # how it came to us: code, weight
    Why.MESSAGE: ("wrote_privately", 1.5),
    Why.MENTION: ("mentions_us", 0.1),
    Why.REPLY: ("replies_to_us", 0.0),
    Why.QUOTE: ("quotes_us", -0.3),
    Why.CONTEXT: ("context_only", -40.0),  # outweighs everything: a rule
    Why.OWN: ("own_words", -40.0),
}
ASKS = {  # first find, each further one
    Cue.QUESTION: (0.9, 0.3),
    Cue.HELP: (1.6, 0.4),
    Cue.REQUEST: (1.0, 0.3),
    Cue.COMPLAINT: (1.4, 0.5),
    Cue.STRONG: (1.3, 0.4),
    Cue.SUGGESTION: (0.9, 0.2),
    Cue.PRAISE: (0.5, 0.1),
    Cue.THANKS: (0.3, 0.0),
    Cue.TIME: (0.8, 0.2),
    Cue.MONEY: (0.9, 0.2),
    Cue.SAFETY: (1.8, 0.4),
    Cue.LEGAL: (1.0, 0.3),
    Cue.STRANDED: (1.8, 0.4),
    Cue.LEAVING: (1.2, 0.3),
}
PRESSES = {
    Cue.SAFETY: 2.2,
    Cue.STRANDED: 2.2,
    Cue.LEGAL: 1.2,
    Cue.TIME: 1.2,
    Cue.MONEY: 1.0,
    Cue.LEAVING: 1.0,
    Cue.STRONG: 0.7,
}
CAUSES = (Cue.SAFETY, Cue.STRANDED, Cue.LEGAL, Cue.TIME, Cue.MONEY, Cue.LEAVING)
MOST_FINDS = 4
BESIDE_GOODBYE = 5  # words; who says more than thanks or yes may be telling us something
SPEAKING_NAME = 4  # letters; a shorter part of a handle may be anybody's
SOON, URGENT = 1.0, 2.2


def needs(subject: Subject, found: Evidence) -> Tally:
    """Whether somebody expects an answer from us."""
    reading, tally = found.reading, Tally()
    came, weight = CAME.get(subject.why, CAME[Why.MENTION])
    if subject.why == Why.AUTOMATIC:  # a rule, as above
        tally.add("sent_by_program", -40.0)
    elif came == "context_only" and (name := named(subject, found)):
        tally.add("names_us", 0.3, name)
    else:
        tally.add(came, weight)
    asked = asks(found)
    if reading.questions:
        tally.add("question_mark", 1.4, "?")
    for cue, (first, further) in ASKS.items():
        if finds := min(found.count(cue), MOST_FINDS):
            tally.add(cue, first + further * (finds - 1), *found.cues[cue])
    if reading.cross:
        tally.add("cross_signs", 0.9, *reading.cross)
    if reading.shouted:
        tally.add("shouting", 0.3)
    if _unanswered(subject) >= 2:
        tally.add("asked_again", 0.6)
    if reading.leading and subject.names[1:] and subject.why != Why.MESSAGE and not _ours(subject, reading.leading):
        tally.add("speaks_to_others", -1.3, "@" + reading.leading[0])
    _weigh_the_end(subject, found, tally, asked=asked)
    _weigh_what_lacks(subject, found, tally, asked=asked)
    return tally


def _weigh_what_lacks(subject: Subject, found: Evidence, tally: Tally, *, asked: bool) -> None:
    if not found.legible:
        tally.add("unread_language", 0.6)
    elif not asked and not found.reading.words:
        tally.add("picture_only" if subject.has_pictures else "nothing_said", 0.2 if subject.has_pictures else -0.3)
    elif not asked and not found.count(Cue.PRAISE, Cue.THANKS):
        tally.add("nothing_asked", -0.4)


def asks(found: Evidence) -> bool:
    """Whether anything in the text wants something of somebody."""
    wants = (Cue.QUESTION, Cue.HELP, Cue.REQUEST, Cue.SUGGESTION, *COMPLAINTS, *CAUSES)
    return bool(found.reading.questions or found.reading.cross or found.count(*wants))


def _weigh_the_end(subject: Subject, found: Evidence, tally: Tally, *, asked: bool) -> None:
    """A talk that goes on, or a thank-you that ends it."""
    after_us = bool(subject.earlier) and subject.earlier[-1].ours
    thanked = found.count(Cue.THANKS, Cue.PRAISE)
    settled = found.cues.get(Cue.SETTLED, ())
    closing = Cue.THANKS, Cue.PRAISE, Cue.SETTLED, Cue.ACKNOWLEDGED
    says_more = len(found.reading.words) - found.spoken(*closing) > BESIDE_GOODBYE or bool(found.reading.links)
    ends = after_us and not asked and not says_more
    if ends and (thanked or found.reading.glad):
        tally.add(
            "closing_thanks", -3.6, *found.cues.get(Cue.THANKS, found.cues.get(Cue.PRAISE, ())), *found.reading.glad
        )
    elif ends and (settled or found.count(Cue.ACKNOWLEDGED)):
        tally.add(Cue.ACKNOWLEDGED, -3.2, *settled, *found.cues.get(Cue.ACKNOWLEDGED, ()))
    elif settled:
        asks_more = bool(found.reading.questions or found.count(Cue.HELP, *COMPLAINTS))
        tally.add(Cue.SETTLED, -0.4 if asks_more else -2.2, *settled)
    elif after_us and any(turn.same_author for turn in subject.earlier):
        tally.add("goes_on", 0.8)


def _unanswered(subject: Subject) -> int:
    """How often the author has spoken since our last words."""
    count = 0
    for turn in reversed(subject.earlier):
        if turn.ours:
            break
        count += turn.same_author
    return count


def _ours(subject: Subject, handles: tuple[str, ...]) -> bool:
    known = {name.lstrip("@").lower() for name in subject.names[1:2]}
    known |= {name.partition("@")[0] for name in known}
    known |= {first for name in known if len(first := name.partition(".")[0]) >= SPEAKING_NAME}
    return any(handle in known or handle.partition("@")[0] in known for handle in handles)


def named(subject: Subject, found: Evidence) -> str:
    """What the brand was called in the text; "" if it was not."""
    if _ours(subject, found.reading.handles):
        return "@" + subject.names[1].lstrip("@")
    text = found.reading.folded
    for name in subject.names:
        words = folded_words(name.partition("@")[0] or name)
        if sum(map(len, words)) >= 3 and any(text[i : i + len(words)] == words for i in range(len(text))):
            return name
    return ""


def kinds(found: Evidence) -> dict[str, float]:
    """What sort of thing it is: a probability for each kind."""
    reading = found.reading
    complaint = 1.5 * min(found.count(*COMPLAINTS), 3) + 0.5 * min(found.count(*CAUSES), 3)
    praise = 1.3 * min(found.count(Cue.PRAISE), 3) + 1.0 * min(found.count(Cue.THANKS), 1)
    question = 1.6 * bool(reading.questions) + 0.9 * min(found.count(Cue.QUESTION), 2)
    wishes = 2.4 * min(found.count(Cue.SUGGESTION), 2)
    scores = {
        "question": question + 0.7 * min(found.count(Cue.HELP, Cue.REQUEST), 2) - 0.3 * bool(praise),
        "complaint": complaint + 1.0 * bool(reading.cross) + 0.4 * reading.shouted,
        "praise": praise + 0.6 * bool(reading.glad) - 0.8 * complaint,
        "suggestion": wishes - 0.3 * complaint,
        "other": 0.9,
    }
    return shares({kind: scores[kind] for kind in KINDS})


def urgency(subject: Subject, found: Evidence) -> int:
    """0 normal, 1 soon, 2 urgent."""
    presses = sum(weight for cue, weight in PRESSES.items() if found.count(cue))
    presses += 0.3 * bool(found.reading.cross) + 0.3 * found.reading.shouted + 0.8 * (_unanswered(subject) >= 2)
    return 2 if presses >= URGENT else 1 if presses >= SOON else 0


def spam(subject: Subject, found: Evidence) -> Tally:
    """Whether it is advertising or a swindle. Somebody who asks, complains or already talks with us hardly is."""
    reading, tally = found.reading, Tally()
    tally.add("rarely_spam", -5.0)
    promises, links = min(found.count(Cue.PROMOTION), MOST_FINDS), max(subject.links, reading.links)
    if promises:
        tally.add(Cue.PROMOTION, 1.9 * promises, *found.cues[Cue.PROMOTION])
    if links and (promises or links > 2):
        tally.add("many_links", 0.9 + 0.6 * min(links - 1, 3))
    if reading.hashtags > 3:
        tally.add("many_hashtags", 0.9 if reading.hashtags < 8 else 1.8)
    if max(subject.mentions, len(reading.handles)) > 5:
        tally.add("many_mentions", 1.5)
    if links and any(turn.same_author and turn.text.strip() == subject.text.strip() for turn in subject.earlier):
        tally.add("said_before", 2.0)
    if any(turn.ours for turn in subject.earlier):
        tally.add("goes_on", -2.0)
    wants = 1.0 * bool(reading.questions) + 1.5 * bool(found.count(Cue.HELP)) + 1.0 * bool(found.count(*COMPLAINTS))
    if wants:
        tally.add("asks_for_help", -wants)
    return tally
