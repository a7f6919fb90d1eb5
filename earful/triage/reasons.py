"""Reasons as sentences for people. The codes are stored with verdicts and outcomes and stay as they are."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SENTENCES: Mapping[str, "_StrPromise"] = {
    "wrote_privately": _("It was written to us privately."),
    "mentions_us": _("It mentions us."),
    "replies_to_us": _("It replies to us."),
    "quotes_us": _("It quotes us."),
    "context_only": _("It stands beside a conversation and is not addressed to us."),
    "sent_by_program": _("A program sent it, and no person waits for an answer."),
    "own_words": _("These are our own words."),
    "names_us": _("It names us: %(words)s."),
    "speaks_to_others": _("It speaks to somebody else: %(words)s."),
    "question_mark": _("It has a question mark."),
    "question_words": _("It asks something: %(words)s."),
    "asks_for_help": _("It asks for help: %(words)s."),
    "requests": _("It asks for something to be done: %(words)s."),
    "complains": _("It complains: %(words)s."),
    "complains_strongly": _("It complains strongly: %(words)s."),
    "cross_signs": _("It has cross signs: %(words)s."),
    "shouting": _("It is written in capitals."),
    "asked_again": _("The customer has written several times without an answer."),
    "thanks": _("It says thank you: %(words)s."),
    "praises": _("It praises: %(words)s."),
    "suggests": _("It suggests something: %(words)s."),
    "settled": _("The matter seems settled: %(words)s."),
    "acknowledges": _("It only takes note of our answer: %(words)s."),
    "closing_thanks": _("It closes the talk with thanks: %(words)s."),
    "goes_on": _("It goes on with a talk we are part of."),
    "time_presses": _("Time presses: %(words)s."),
    "money": _("It is about money: %(words)s."),
    "safety": _("Somebody may be in danger: %(words)s."),
    "legal": _("It speaks of the law or the press: %(words)s."),
    "stranded": _("Somebody is stuck: %(words)s."),
    "threatens_to_leave": _("The customer may leave: %(words)s."),
    "nothing_asked": _("Nothing in it asks for an answer."),
    "unread": _("What it says cannot be read here, so a person looks."),
    "nothing_said": _("There are no words in it."),
    "picture_only": _("It is a picture without words."),
    "unread_language": _("It is in a language that the word lists do not cover."),
    "promotes": _("It sounds like advertising: %(words)s."),
    "many_links": _("It has links beside the advertising."),
    "many_hashtags": _("It has many hashtags."),
    "many_mentions": _("It mentions many people."),
    "said_before": _("The same text with a link was posted before."),
    "carried": _("These words speak for it: %(words)s."),
    "calmed": _("These words speak against it: %(words)s."),
    "asks_plainly": _("It asks plainly: %(words)s."),
    "said_above": _("What was said above it counts."),
    "rarely_spam": _("Few messages are spam."),
    "taught": _("Your team corrected messages like it."),
    "by_hand": _("A person said so."),
    "archive": _("It comes from an archive, where nobody waits any more."),
    "removed": _("Its author removed it."),
}
WITHOUT_WORDS: Mapping[str, "_StrPromise"] = {
    "acknowledges": _("It only takes note of our answer."),
    "closing_thanks": _("It closes the talk with thanks."),
}
CAUSES: Mapping[str, "_StrPromise"] = {
    "safety": _("somebody may be in danger"),
    "vulnerable": _("a child, or somebody old, ill or disabled, depends on it"),
    "stranded": _("somebody is stuck somewhere"),
    "money": _("money is being lost, or must come back"),
    "legal": _("a lawyer, an authority or the press is involved"),
    "leaving": _("the customer may leave"),
    "many": _("several people have the same trouble"),
    "deadline": _("it must be settled by a certain day"),
    "again": _("they have asked before, in vain"),
}
UNNAMED = _("A rule decided this.")


def sentence(code: str, words: str = "") -> str:
    """A reason in a sentence, with the words that gave it."""
    found = SENTENCES.get(code, UNNAMED)
    if not words:
        found = WITHOUT_WORDS.get(code, found)
    text = str(found)
    return text % {"words": words} if "%(words)s" in text else text


def phrase(code: str) -> str:
    """The same in a few words, for where the words that gave it are shown beside it."""
    return str(SENTENCES.get(code, UNNAMED)).partition(": %(words)s")[0].rstrip(".")
