"""Mails as parcels for the ledger. Pure."""

import hashlib
from collections.abc import Mapping

from earful.channels.contract import Parcel, Unreadable
from earful.channels.mail import naming, octets
from earful.channels.mail.parts import parse


def parcel(found: octets.Found, known: Mapping[str, str] | None = None) -> Parcel:
    """One mail. `known`: versions of mails that came before, by name; another one of that name gets a name of its own."""
    kept = found.octets[: octets.LARGEST]
    try:
        mail = parse(kept)
    except Unreadable:
        mark = hashlib.sha256(kept).hexdigest()
        return Parcel(f"unreadable:{mark}", "1", octets.pack(found, f"unreadable:{mark}"))
    name, version = naming.name(mail, kept), naming.version(mail)
    if (known or {}).get(name, version) != version:
        name = naming.twin(name, version)
    return Parcel(name, version, octets.pack(found, name))
