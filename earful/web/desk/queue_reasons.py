"""Why matters lie with nobody, one by one and as the board says it."""

from earful.kit.words import gettext_noop
from earful.queues.sharing.rules import Why

BY_HAND = gettext_noop("Nobody has it: whoever answers here can take it.")
BY_HAND_TEAM = gettext_noop("Nobody has it; the team %(team)s looks after it.")
SHORT = {  # on the board
    Why.TEAM: gettext_noop("Nobody who answers is in their team"),
    Why.SKILL: gettext_noop("Nobody has the skill they take"),
    Why.LANGUAGE: gettext_noop("Nobody answers in their language"),
    Why.TOGETHER: gettext_noop("Nobody has team, skill and language together"),
    Why.LAID_BACK: gettext_noop("Whoever could answer them had them before"),
    Why.OFF_SHIFT: gettext_noop("Nobody who could answer them is on shift"),
    Why.NOT_HERE: gettext_noop("Nobody who could answer them is here"),
    Why.FULL: gettext_noop("Everybody who could answer them has as much as they can have"),
}


STAYS = {
    Why.TEAM: gettext_noop("Nobody has it: nobody who answers here is in that team."),
    Why.SKILL: gettext_noop("Nobody has it: nobody who answers here has that skill."),
    Why.LANGUAGE: gettext_noop("Nobody has it: nobody here answers in %(language)s."),
    Why.TOGETHER: gettext_noop("Nobody has it: there is nobody for all of that together."),
    Why.LAID_BACK: gettext_noop(
        "Nobody has it: whoever could answer it had it before, and it was laid back or taken back."
    ),
    Why.NOT_HERE: gettext_noop("Nobody has it: nobody who could answer it is here just now."),
    Why.FULL: gettext_noop("Nobody has it: everybody who could answer it has as many open matters as they can have."),
}
