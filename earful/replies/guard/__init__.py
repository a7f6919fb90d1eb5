"""Rulings on every text that wants to leave, whichever door it came through. Pure.

Three strengths: note (good to know), confirm (it leaves when the agent, who has read it, says why), refuse. Each ruling
is a code with the figures its sentence needs; web/ and api/ turn the code into words.
"""

from earful.replies.guard.checking import check, clear, refused
from earful.replies.guard.letters import LATEST, SOONEST, About, Letter, News, Ruling, Strength
from earful.replies.guard.standing import about
from earful.replies.guard.usual import USUAL

__all__ = [
    "LATEST",
    "SOONEST",
    "USUAL",
    "About",
    "Letter",
    "News",
    "Ruling",
    "Strength",
    "about",
    "check",
    "clear",
    "refused",
]
