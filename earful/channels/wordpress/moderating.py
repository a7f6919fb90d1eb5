"""Letting a comment through that WordPress holds back, or taking it for spam."""

from collections.abc import Mapping

from earful.channels.amending import Gone
from earful.channels.contract import Change, Parcel, Refused, Retry, Uncertain, Us
from earful.channels.moderating import Verdict
from earful.channels.wordpress import words
from earful.channels.wordpress.calls import Denied, Site
from earful.channels.wordpress.parcels import number, removed
from earful.channels.wordpress.reading import COMMENTS, named, understood
from earful.kit import clock

STATUS = {Verdict.SHOW: "approved", Verdict.SPAM: "spam"}
AGAIN = 10.0


async def decide(site: Site, us: Us, name: str, verdict: Verdict) -> Parcel:
    """Say so to the site, whatever it was before. Raises Gone for what is in the bin or was taken for spam there."""
    asked = int(name) if name.isascii() and name.isdecimal() and len(name) < 19 else 0
    if not asked:
        raise Refused(words.STRANGER)
    try:
        if (await named(site, [asked])).get(asked) is None:
            if verdict is Verdict.SPAM:
                return removed(name, clock.now())
            raise Gone(words.PUT_AWAY)
        told = await site.post(f"{COMMENTS}/{name}", {"status": STATUS[verdict]})
    except Denied as denied:
        raise (Gone(words.PUT_AWAY) if denied.status in (404, 410) else Refused(words.NO_VERDICT)) from denied
    except Uncertain as uncertain:
        raise Retry(words.VERDICT_LOST, AGAIN) from uncertain
    if not isinstance(told, Mapping) or number(told.get("id")) != asked:
        raise Retry(words.VERDICT_LOST, AGAIN)
    if told.get("status") != STATUS[verdict]:
        raise Refused(words.NO_VERDICT)
    if verdict is Verdict.SPAM:
        return removed(name, clock.now())
    return (await understood(site, us, [(told, Change.EDITED)]))[0]
