"""An invitation in a mail, as one line of words. Pure."""

import re

from earful.channels.mail.parts import Leaf

FIELD = re.compile(r"^(?P<name>METHOD|SUMMARY|DTSTART|LOCATION)(?P<how>;[^:\n]{0,200})?:(?P<said>.*)$", re.IGNORECASE)
WHEN = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2}))?(?:\d{2})?(Z?)")
METHODS = {
    "REQUEST": "Invitation",
    "CANCEL": "Cancelled",
    "REPLY": "Answer to an invitation",
    "COUNTER": "Another time is proposed",
}


def words(leaf: Leaf) -> str:
    """What, when and where, in brackets."""
    unfolded = re.sub(r"\n[ \t]", "", leaf.text()[:50_000])
    found: dict[str, str] = {}
    inside = False
    for line in unfolded.split("\n")[:2_000]:
        inside = inside or line.strip().upper() == "BEGIN:VEVENT"
        match = FIELD.match(line)
        if match and (inside or match["name"].upper() == "METHOD"):
            found.setdefault(match["name"].upper(), _said(match["said"]))
    what = METHODS.get(found.get("METHOD", "").upper(), "Calendar")
    more = [found.get("SUMMARY", ""), _when(found.get("DTSTART", "")), found.get("LOCATION", "")]
    said = ", ".join(part for part in more if part)
    return f"[{what}: {said}]" if said else f"[{what}]"


def _said(value: str) -> str:
    plain = value.replace("\\n", " ").replace("\\N", " ").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
    return " ".join(plain.split())[:200]


def _when(value: str) -> str:
    match = WHEN.match(value)
    if not match:
        return ""
    year, month, day, hour, minute, zulu = match.groups()
    clock = f" {hour}:{minute}" + (" UTC" if zulu else "") if hour else ""
    return f"{year}-{month}-{day}{clock}"
