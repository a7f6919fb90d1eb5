"""Sending an answer once: it is named before the first attempt, so that whatever happened to it can be looked up."""

import asyncio

from earful.channels.contract import Expired, Outbound, Receipt, Retry
from earful.channels.mail import heads, leaving, naming, octets, parcels, servers
from earful.channels.mail.account import Account
from earful.channels.mail.composing import compose, receiver
from earful.channels.mail.copies import is_proof
from earful.channels.mail.mailbox import Mailbox
from earful.channels.mail.octets import Found
from earful.channels.mail.parts import parse
from earful.kit import clock

AGAIN = 4.0  # seconds between looks for a proof
DATED = 60.0


async def send(account: Account, outbound: Outbound) -> Receipt:
    """Send it, unless it has been sent."""
    mail = compose(outbound, account.us, account.house)
    if found := await _looked(account, outbound):
        return found
    _, to = receiver(outbound, account.us)
    us = account.us.external_id
    server = servers.of(account.settings, "smtp")
    proof = () if account.keeps_itself or to == us else (us,)
    async with leaving.signed_in(server, account.user, account.password, heads.domain(us), account.door) as call:
        await leaving.hand_over(call, us, to, proof, mail)
    await _keep(account, outbound, mail)
    return _receipt(Found(mail, len(mail), clock.now(), sent=True))


async def find(account: Account, outbound: Outbound) -> Receipt | None:
    """Look for its copy for as long as one may be on its way; None: it certainly did not leave."""
    until = asyncio.get_running_loop().time() + account.proof
    while True:
        found = await _looked(account, outbound)
        if found or asyncio.get_running_loop().time() + AGAIN > until:
            return found
        await asyncio.sleep(AGAIN)


async def _looked(account: Account, outbound: Outbound) -> Receipt | None:
    name = naming.own(outbound.key, account.us)
    async with account.mailbox() as box:
        for folder in sorted(await box.folders(account.only), key=lambda one: not one.sent):
            await box.select(folder.name)
            if found := await _copy(box, name, account.us.external_id, sent=folder.sent):
                return _receipt(found)
    return None


async def _copy(box: Mailbox, name: str, us: str, *, sent: bool) -> Found | None:
    numbers = await box.named("Message-ID", f"<{name}>")
    for _, found in await box.fetch(numbers[:5], sent=sent):
        if is_proof(parse(found.octets), us, name):
            return found
    return None


async def _keep(account: Account, outbound: Outbound, mail: bytes) -> None:
    """Put a copy among what was sent, once. If that fails the answer has left all the same, and its proof is put there."""
    if account.keeps_itself:
        return
    name = naming.own(outbound.key, account.us)
    try:
        async with account.mailbox() as box:
            sent = next((folder for folder in await box.folders(account.only) if folder.sent), None)
            if sent is None:
                return
            await box.select(sent.name)
            if not await box.named("Message-ID", f"<{name}>"):
                await box.put(sent.name, mail, outbound.created_at)
    except (Retry, Expired):
        return


def _receipt(found: Found) -> Receipt:
    parcel = parcels.parcel(Found(found.octets[: octets.LARGEST], found.size, found.at, sent=True))
    return Receipt(parcel.external_id, "", parcel)
