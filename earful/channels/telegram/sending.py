"""Sending a message. Telegram takes no key of ours and shows no bot what it sent: a doubt is a person's to settle."""

import json
from typing import Any

from earful.channels.contract import Change, Outbound, Receipt, Refused, Uncertain
from earful.channels.plaintext import well_formed
from earful.channels.telegram import shapes, words
from earful.channels.telegram.calls import Bot, Denied
from earful.channels.telegram.parcels import parcel, split
from earful.channels.telegram.shapes import Thing, mapping, number

MOST, CAPTION = 4096, 1024  # units of UTF-16
GONE = ("blocked by the user", "user is deactivated", "chat not found", "initiate conversation")
OUT = ("kicked", "not a member", "group is deactivated")
MUTED = ("not enough rights", "have no rights", "need administrator rights", "chat_write_forbidden", "topic_closed")
ABOVE = ("replied not found", "reply message not found", "message to be replied", "message thread not found")


async def send(bot: Bot, outbound: Outbound) -> Receipt:
    """Below what it answers; in a group that has become a larger one meanwhile, there."""
    found = split(outbound.parent_id)
    if found is None:
        raise Refused(words.NO_PARENT)
    chat, above = found
    words_of = well_formed(outbound.text)
    if outbound.uploads and shapes.units(words_of) > CAPTION:
        raise Refused(words.CAPTION)
    fields = _fields(outbound, chat, above)
    try:
        made = await _once(bot, outbound, words_of, fields)
    except Denied as denied:
        if denied.moved_to is None:
            raise _refusal(denied) from denied
        moved = {"chat_id": denied.moved_to}  # the numbers of messages are others there
        try:
            made = await _once(bot, outbound, words_of, moved)
        except Denied as again:
            raise _refusal(again) from again
    return _receipt(made, outbound)


def _fields(outbound: Outbound, chat: int, above: int) -> dict[str, Any]:
    stored = mapping(outbound.parent_raw.get("message"))
    alone = mapping(stored.get("chat")).get("type") == "private"
    fields: dict[str, Any] = {
        "chat_id": chat,
        "reply_parameters": {"message_id": above, "allow_sending_without_reply": alone},
    }
    topic = number(stored.get("message_thread_id"))
    if stored.get("is_topic_message") is True and topic is not None:
        fields["message_thread_id"] = topic
    return fields


async def _once(bot: Bot, outbound: Outbound, said: str, fields: dict[str, Any]) -> Thing:
    if not outbound.uploads:
        return await bot.send("sendMessage", text=said, **fields)
    as_form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()}
    return await bot.send_photo(outbound.uploads[0], {**as_form, "caption": said})


def _refusal(denied: Denied) -> Refused:
    """Why not, in words."""
    reasons = ((GONE, words.BLOCKED), (OUT, words.PUT_OUT), (MUTED, words.MUTED), (ABOVE, words.GONE))
    for parts, sentence in reasons:
        if any(part in denied.said for part in parts):
            return Refused(sentence)
    return Refused(words.TOO_LONG if "too long" in denied.said else words.REFUSED)


def _receipt(made: Thing, outbound: Outbound) -> Receipt:
    """Proof, with our words as Telegram has them; what they answer is said even where the chat is called otherwise now."""
    if number(mapping(made.get("chat")).get("id")) is None:
        raise Uncertain(words.LOST)
    proof = parcel(made, Change.SAID, outbound.parent_id if "reply_to_message" not in made else "")
    return Receipt(proof.external_id, "", proof)
