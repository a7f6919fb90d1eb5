"""The rows of roles_table.py about listening by name."""

from typing import Any

READ, ANSWER, LEDGER = "olav", "ola", "ol"
PAGES = [
    ("house_listening", "GET", READ),
    ("house_listening_new", "GET", LEDGER),
    ("house_listening_one", "GET", LEDGER),
    ("house_listening_switch", "POST", LEDGER),
    ("house_listening_delete", "POST", LEDGER),
    ("house_listening_leave_out", "POST", LEDGER),
    ("house_listening_source", "POST", LEDGER),
    ("desk_not_us", "POST", ANSWER),
]
API: list[tuple[str, str, str, dict[str, Any] | None]] = [
    ("GET", "/api/listening-queries", READ, None),
    ("POST", "/api/listening-queries", LEDGER, {"name": "Rail", "text": "rail"}),
    ("POST", "/api/listening-queries/preview", LEDGER, {"text": "rail"}),
    ("GET", "/api/listening-queries/{query_id}", READ, None),
    ("PUT", "/api/listening-queries/{query_id}", LEDGER, {"name": "Names", "text": "northwind"}),
    ("GET", "/api/listening-queries/{query_id}/noise", READ, None),
    ("POST", "/api/listening-queries/{query_id}/leave-out", LEDGER, {"text": "jobs"}),
    ("DELETE", "/api/listening-queries/{query_id}", LEDGER, None),
    ("GET", "/api/listening-sources", READ, None),
    ("PUT", "/api/accounts/{account_id}/listening-sources/{way}", LEDGER, {"on": True}),
]
MEANT = {"house_listening_source": {"account_id": "sought_account_id"}}
