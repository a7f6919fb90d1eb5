"""All that a channel in one file is written with, under one name: `from earful.channels import toolbox as t`.

See docs/your-own-channel.md. It is kept apart so that such channels go on working when our own files are cut otherwise.
"""

from earful.channels.amending import Elsewhere, Gone
from earful.channels.contract import (
    Batch,
    Can,
    Change,
    Connected,
    Expired,
    Field,
    Inbound,
    Json,
    Length,
    Outbound,
    Parcel,
    Person,
    Picture,
    Reach,
    Readers,
    Receipt,
    Refused,
    Retry,
    SessionKeeper,
    Uncertain,
    Unreadable,
    Us,
    Why,
)
from earful.channels.offering import Needs, Offer, Sort
from earful.channels.simple import ask, named, reach, receipt, told
from earful.channels.small import Erases, Rewrites, Small, SmallNetwork, take
from earful.channels.whole import Page, Whole
from earful.kit import clock
from earful.kit.transport import Response, Transport

__all__ = [
    "Batch",
    "Can",
    "Change",
    "Connected",
    "Elsewhere",
    "Erases",
    "Expired",
    "Field",
    "Gone",
    "Inbound",
    "Json",
    "Length",
    "Needs",
    "Offer",
    "Outbound",
    "Page",
    "Parcel",
    "Person",
    "Picture",
    "Reach",
    "Readers",
    "Receipt",
    "Refused",
    "Response",
    "Retry",
    "Rewrites",
    "SessionKeeper",
    "Small",
    "SmallNetwork",
    "Sort",
    "Transport",
    "Uncertain",
    "Unreadable",
    "Us",
    "Whole",
    "Why",
    "ask",
    "clock",
    "named",
    "reach",
    "receipt",
    "take",
    "told",
]
