"""The rows of roles_table.py about the guard, and about what somebody wishes or is told by itself."""

from typing import Any

READ, ANSWER, LEDGER, OWNER = "olav", "ola", "ol", "o"
PAGES = [
    ("house_guard", "GET", READ),
    ("house_guard_change", "POST", LEDGER),
    ("house_customer_wish", "POST", ANSWER),
]
API: list[tuple[str, str, str, dict[str, Any] | None]] = [
    ("PUT", "/api/accounts/{account_id}/automatic-message", OWNER, {"text": "We have it."}),
    ("GET", "/api/guard", READ, None),
    ("GET", "/api/guard/insisted", READ, None),
    ("PUT", "/api/guard/rules/{code}", LEDGER, {"weight": "note"}),
    ("PUT", "/api/guard/contacts", LEDGER, {"contacts": ["020 7946 0018"]}),
    ("PUT", "/api/customers/{customer_id}/wish", ANSWER, {"left_alone": True}),
]
