"""Named mixtures of trouble. Rates are small, for every request a brand makes throws the dice again.

What a person has to decide (a refusal, a lost sign-in) is in the hurricane only: the rest passes without a hand.
"""

from collections.abc import Mapping
from typing import Any

Order = dict[str, Any]

BAD_LINE: tuple[Order, ...] = (
    {"path": "", "kind": "lost answer", "rate": 0.03},
    {"path": "", "kind": "lost request", "rate": 0.03},
    {"path": "", "kind": "cut", "rate": 0.03},
    {"path": "/posts", "kind": "lost answer", "rate": 0.15},
    {"path": "/posts", "kind": "cut", "rate": 0.1},
    {"path": "/posts", "kind": "half closed", "rate": 0.05},
    {"path": "/hints", "kind": "silent", "rate": 0.5},
)
RUSH: tuple[Order, ...] = (
    {"path": "", "kind": "limited", "rate": 0.04, "retry_after": 1},
    {"path": "/feed", "kind": "limited", "rate": 0.04, "reset": 2},
    {"path": "/posts", "kind": "limited", "rate": 0.1},
    {"path": "", "kind": "status", "status": 503, "rate": 0.04},
)
NONSENSE: tuple[Order, ...] = (
    {"path": "/feed", "kind": "not json", "rate": 0.03},
    {"path": "/feed", "kind": "truncated", "rate": 0.03},
    {"path": "/thread", "kind": "wrong types", "rate": 0.1},
    {"path": "/feed", "kind": "wrong types", "rate": 0.03},
    {"path": "/posts", "kind": "not json", "rate": 0.05},
    {"path": "/posts/by-key", "kind": "truncated", "rate": 0.1},
)
DISORDER: tuple[Order, ...] = (
    {"path": "/feed", "kind": "repeated", "rate": 0.1},
    {"path": "/feed", "kind": "shuffled", "rate": 0.2},
    {"path": "/thread", "kind": "shuffled", "rate": 0.2},
    {"path": "/feed", "kind": "late", "rate": 0.2, "by": 4},
)
GIANTS: tuple[Order, ...] = (
    {"path": "/feed", "kind": "huge", "rate": 0.003},
    {"path": "/feed", "kind": "mentions", "rate": 0.01},
    {"path": "/feed", "kind": "nested", "rate": 0.005},
    {"path": "/feed", "kind": "poisoned", "rate": 0.02},
)
STORM = (*BAD_LINE, *RUSH, *NONSENSE, *DISORDER)

STORMS: Mapping[str, tuple[Order, ...]] = {
    "bad line": BAD_LINE,
    "rush": RUSH,
    "nonsense": NONSENSE,
    "disorder": DISORDER,
    "giants": GIANTS,
    "storm": STORM,  # all of the above but for the giants: every post is heard as it was said, sooner or later
    "hurricane": (
        *STORM,
        *GIANTS,
        {"path": "/posts", "kind": "refused", "rate": 0.05, "words": "You are not allowed to answer here."},
        {"path": "/feed", "kind": "signed out", "rate": 0.005},
    ),
}
