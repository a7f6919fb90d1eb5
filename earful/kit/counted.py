"""Links that count who follows them: parameters that mark a campaign or follow a person across sites. Pure."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# By who sets them.
COUNTING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|mc_[ce]id|igshid|igsh|twclid|ttclid|li_fat_id|yclid|_hs(?:enc|mi)|"
    r"mkt_tok|vero_id|oly_(?:anon|enc)_id|s_cid|icid|cmpid|campaign(?:_?id|_?name)?|camp|promo\w*|aff(?:iliate)?_?\w*|ref_?campaign|trk_\w+|pk_\w+|mtm_\w+|wt_mc|coupon\w*)$",
    re.IGNORECASE,
)  # fmt: skip


def bare(link: str) -> str:
    """A link without what counts."""
    parts = urlsplit(link)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not COUNTING.match(name)]
    return urlunsplit(parts._replace(query=urlencode(kept)))


def counts(link: str) -> bool:
    """Whether it follows who came by it."""
    try:
        query = urlsplit(link).query
    except ValueError:
        return False
    return any(COUNTING.match(name) for name, _value in parse_qsl(query, keep_blank_values=True))
