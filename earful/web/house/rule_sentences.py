"""The sentences in which rules of the house are told."""

from earful.house_rules.rules import When
from earful.kit.words import gettext_noop

WHEN = {
    When.ARRIVED: gettext_noop("A customer writes"),
    When.HANDED: gettext_noop("Somebody is given a conversation"),
    When.ENDED: gettext_noop("Somebody ends a conversation"),
    When.REOPENED: gettext_noop("Somebody opens a conversation again"),
    When.WARNED: gettext_noop("A promise is nearly due"),
    When.BREACHED: gettext_noop("A promise was broken"),
}
LEVELS = {0: gettext_noop("not urgent"), 1: gettext_noop("soon"), 2: gettext_noop("urgent")}
ENDINGS = {"not_needed": gettext_noop("No answer needed"), "spam": gettext_noop("Spam")}
LEFT = {
    "already": gettext_noop("was so already"),
    "away": gettext_noop("left alone: they are away and nobody stands in for them"),
    "by_person": gettext_noop("left alone: a person said how urgent it is"),
    "nobody_waits": gettext_noop("left alone: nobody waited for an answer"),
}
HOLDS: dict[str, tuple[str, str]] = {  # what is asked for, and its opposite
    "account": (gettext_noop("the account is %(it)s"), gettext_noop("the account is not %(it)s")),
    "network": (gettext_noop("the network is %(it)s"), gettext_noop("the network is not %(it)s")),
    "where": (gettext_noop("it is %(it)s"), gettext_noop("it is not %(it)s")),
    "kind": (gettext_noop("it is a %(it)s"), gettext_noop("it is no %(it)s")),
    "language": (gettext_noop("the language is %(it)s"), gettext_noop("the language is not %(it)s")),
    "urgency": (gettext_noop("it is at least %(it)s"), gettext_noop("it is less than %(it)s")),
    "words": (gettext_noop("it says %(it)s"), gettext_noop("it does not say %(it)s")),
    "group": (gettext_noop("the customer is in %(it)s"), gettext_noop("the customer is not in %(it)s")),
    "tag": (gettext_noop("it is tagged #%(it)s"), gettext_noop("it is not tagged #%(it)s")),
    "topic": (gettext_noop("the topic is %(it)s"), gettext_noop("the topic is not %(it)s")),
    "waits": (gettext_noop("the customer waits longer than %(it)s"), gettext_noop("the customer waits %(it)s at most")),
    "hours": (gettext_noop("it is within the hours of %(it)s"), gettext_noop("it is outside the hours of %(it)s")),
    "nobody": (gettext_noop("nobody has it"), gettext_noop("somebody has it")),
    "needs": (gettext_noop("it needs an answer"), gettext_noop("it needs no answer")),
}
DOES = {
    "tag": gettext_noop("tag it #%(it)s"),
    "untag": gettext_noop("take off the tag #%(it)s"),
    "give": gettext_noop("give it to %(it)s"),
    "team": gettext_noop("hand it to the team %(it)s"),
    "urgency": gettext_noop("call it %(it)s"),
    "note": gettext_noop("leave the note “%(it)s”"),
    "tell": gettext_noop("tell %(it)s: “%(words)s”"),
    "end": gettext_noop("end it as “%(it)s”: %(words)s"),
}
SHORT = {
    "tag": gettext_noop("tagged"),
    "untag": gettext_noop("tag taken off"),
    "give": gettext_noop("given to a colleague"),
    "team": gettext_noop("handed to a team"),
    "urgency": gettext_noop("urgency set"),
    "note": gettext_noop("note left"),
    "tell": gettext_noop("colleague told"),
    "end": gettext_noop("ended"),
}
