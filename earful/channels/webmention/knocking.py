"""What is posted to us: that a page links to one of ours. Whether it may be true; nobody is visited for it. Pure."""

from urllib.parse import parse_qs

from earful.channels.calling import Call, NotTaken, Word
from earful.channels.contract import Json
from earful.channels.webmention import words
from earful.channels.webmention.markup import bare
from earful.channels.webmention.pages import Ours
from earful.channels.webmention.parcels import LONGEST, name_of
from earful.kit.fitness import flaw, place_of

FORM = "application/x-www-form-urlencoded"
BODY = 8_192  # bytes


def read(call: Call, settings: Json) -> Word:
    """The page and what it links to. Raises NotTaken."""
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM or len(call.body) > BODY:
        raise NotTaken(words.NO_FORM)
    try:
        given = parse_qs(call.body.decode("utf-8"), max_num_fields=20)
    except ValueError as error:
        raise NotTaken(words.NO_FORM) from error
    sources, targets = given.get("source", []), given.get("target", [])
    if len(sources) != 1 or len(targets) != 1:
        raise NotTaken(words.NO_FORM)
    source, target, ours = sources[0].strip(), targets[0].strip(), Ours.of(settings)
    if len(source) > LONGEST or len(target) > LONGEST:
        raise NotTaken(words.LONG)
    if flaw(source, ours.places):
        raise NotTaken(words.NO_SOURCE)
    if bare(source) == bare(target):
        raise NotTaken(words.SAME)
    if flaw(target, ours.places) or not ours.owns(target):
        raise NotTaken(words.NOT_OURS)
    if ours.owns(source):  # also each answer of ours: what we tell others never comes back to us
        raise NotTaken(words.OURS)
    return Word({"source": bare(source), "target": target}, name_of(bare(source)), place_of(source))
