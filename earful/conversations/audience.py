"""Who reads what was said, and who would read an answer to it. Pure: rows in, values out."""

from earful.channels import ours
from earful.channels.contract import Readers
from earful.channels.privately import FEW
from earful.conversations.models import Conversation, Turn, Way


def reads(turn: Turn, conversation: Conversation) -> Readers:
    """Who reads something that was said here; what came before networks told is as private as its conversation."""
    if turn.readers:
        return Readers(turn.readers)
    return Readers.NAMED if conversation.private else Readers.EVERYBODY


def way(chosen: str, answers: Turn | None, conversation: Conversation) -> str:
    """How an answer goes: what was written on a page is answered there, what is private already needs no other way."""
    if answers is None:
        return chosen
    if ours.is_page(answers.external_id):
        return Way.PAGE
    if chosen == Way.DIRECT and reads(answers, conversation) is Readers.NAMED:
        return ""
    return chosen


def of_answer(chosen: str, answers: Turn | None, conversation: Conversation) -> Readers:
    """Who would read an answer that goes that way."""
    if way(chosen, answers, conversation):
        return Readers.NAMED
    if answers is None:
        return Readers.NAMED if conversation.private else Readers.EVERYBODY
    return reads(answers, conversation)


def is_private(readers: str) -> bool:
    """Whether not everybody reads it."""
    return readers in FEW
