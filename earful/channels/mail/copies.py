"""Copies of what we sent: one stands among what was sent, and one that we sent to ourselves proves that the answer left.

The proof comes back into the inbox, often before anything else can be known. It is put among what was sent, unless a copy is
there already; then it goes. Only what is certainly such a proof is touched: named by us, from us, and the very same mail.
"""

from collections.abc import Sequence
from email.message import Message

from earful.channels.contract import Retry, Unreadable
from earful.channels.mail import heads, naming
from earful.channels.mail.account import Account
from earful.channels.mail.mailbox import Folder, Mailbox
from earful.channels.mail.octets import Found
from earful.channels.mail.parts import parse


def is_proof(mail: Message, us_address: str, name: str) -> bool:
    """Whether it says that it is from us, to somebody else."""
    return [address for _, address in heads.addresses(mail, "From")] == [us_address] and bool(naming.OURS.match(name))


async def put_away(
    account: Account, box: Mailbox, folder: Folder, folders: Sequence[Folder], found: Sequence[tuple[int, Found]]
) -> None:
    """What came back to the inbox goes among what was sent, once."""
    sent = next((one for one in folders if one.sent), None)
    if folder.sent or sent is None or folder.name.upper() != "INBOX":
        return
    for number, mail in found:
        try:
            read = parse(mail.octets)
        except Unreadable:
            continue
        name = next(iter(heads.names(read, "Message-ID")), "")
        if not is_proof(read, account.us.external_id, name) or not naming.is_own(name, account.us):
            continue
        await box.select(sent.name)
        there = await box.fetch((await box.named("Message-ID", f"<{name}>"))[:1], sent=True)
        if there and not same(there[0][1], mail):
            continue  # somebody uses our name for other words: let people see it
        if not there:
            await box.put(sent.name, mail.octets, mail.at)
        try:
            await box.remove(folder.name, number)
        except Retry:
            return  # a copy too many in the inbox harms nobody; the next one is tried anew


def same(one: Found, other: Found) -> bool:
    """Whether two mails say the same."""
    return _body(one) == _body(other)


def _body(found: Found) -> bytes:
    body = found.octets.replace(b"\r\n", b"\n").partition(b"\n\n")[2]
    return b"\n".join(line.rstrip() for line in body.strip().split(b"\n"))
