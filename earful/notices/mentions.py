"""Who is named in a note: "@bo, do you know?". Pure."""

import re
from collections.abc import Mapping

NAMED = re.compile(r"(?<![\w@.+-])@([\w@.+-]+)")


def named(text: str, people: Mapping[str, int]) -> frozenset[int]:
    """Those of `people` (by sign-in name) that a text names. A sign at the end of a name may end the sentence."""
    by_name = {name.casefold(): pk for name, pk in people.items()}
    found = set()
    for match in NAMED.finditer(text):
        name = match[1].casefold()
        while name and name not in by_name and name[-1] in ".+-@":
            name = name[:-1]
        if name in by_name:
            found.add(by_name[name])
    return frozenset(found)
