"""What saved replies leave open: {customer_name}, {link:refunds}. The guard knows each, wherever and however it stands.

Other forms of gaps are in naming.py; those may be a customer's own words, or part of an address. These never are.
"""

import re

NAMES = ("customer_name", "agent_name", "order_number", "due_time", "account")
LINK = "link"  # with the address of an article behind it
GAP = re.compile(rf"\{{\s*(?:{'|'.join(NAMES)}|{LINK}\s*:[^{{}}\n]*)\s*\}}", re.IGNORECASE)


def first(text: str) -> str:
    """The first that nobody filled in; "" for none."""
    found = GAP.search(text)
    return found[0] if found else ""
