"""What programs write: cards (embeds) and parts (components) with words in them, and nothing in the message itself. Pure."""

from earful.channels.discord.shapes import Thing
from earful.channels.payloads import listed, mapping, words

CARDS, FIELDS, PARTS = 10, 25, 40
LONGEST = 4_096
TEXT = 10  # the type of a part that holds words


def written(message: Thing) -> list[str]:
    """Their words as they were sent, from above downwards."""
    found = [_card(one) for one in listed(message.get("embeds"), CARDS)]
    return [text for text in (*found, *_parts(message.get("components"), 4)) if text.strip()]


def _card(one: Thing) -> str:
    lines = [words(one.get(part), LONGEST) for part in ("title", "description")]
    lines.insert(0, words(mapping(one.get("author")).get("name"), 256))
    fields = listed(one.get("fields"), FIELDS)
    lines += [f"{words(field.get('name'), 256)}: {words(field.get('value'), 1024)}" for field in fields]
    return "\n".join(line for line in lines if line.strip(" :"))


def _parts(given: object, depth: int) -> list[str]:
    found = []
    for one in listed(given, PARTS):
        if one.get("type") == TEXT:
            found.append(words(one.get("content"), LONGEST))
        elif depth:
            found += _parts(one.get("components"), depth - 1)
    return found
