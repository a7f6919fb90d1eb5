"""What each rule about words weighs, unless a desk has made something else of it."""

from collections.abc import Mapping

from earful.replies.guard.letters import Strength

REFUSE, CONFIRM, NOTE = Strength.REFUSE, Strength.CONFIRM, Strength.NOTE
USUAL: Mapping[str, Strength] = {
    "selling": REFUSE,
    "campaign_link": REFUSE,
    "personal_data": REFUSE,
    "asks_personal_data": REFUSE,
    "placeholder": REFUSE,
    "wish": REFUSE,
    "broken_link": CONFIRM,
    "short_link": CONFIRM,
    "dm_first": CONFIRM,
    "compensation": CONFIRM,
    "talking_down": CONFIRM,
    "wrong_name": CONFIRM,
    "language": CONFIRM,
    "after_solved": CONFIRM,
    "unasked": CONFIRM,
    "too_often": CONFIRM,
    "by_fellow": CONFIRM,
    "same_text": CONFIRM,
    "no_due_time": NOTE,
    "blame": NOTE,
    "canned": NOTE,
    "jargon": NOTE,
    "shouting": NOTE,
}
