"""The rows of roles_table.py about listening by name."""

from typing import Any

READ, ANSWER, LEDGER = "olav", "ola", "ol"
PAGES = [
    ("house_listening", "GET", READ),
    ("house_listening_new", "GET", LEDGER),
    ("house_listening_one", "GET", LEDGER),
    ("house_listening_switch", "POST", LEDGER),
    ("house_listening_delete", "POST", LEDGER),
    ("house_listening_source", "POST", LEDGER),
    ("desk_not_us", "POST", ANSWER),
]
API: list[tuple[str, str, str, dict[str, Any] | None]] = [
    ("GET", "/api/listening-queries", READ, None),
    ("POST", "/api/listening-queries", LEDGER, {"name": "Rail", "text": "rail"}),
    ("POST", "/api/listening-queries/preview", LEDGER, {"text": "rail"}),
    ("GET", "/api/listening-queries/{query_id}", READ, None),
    ("PUT", "/api/listening-queries/{query_id}", LEDGER, {"name": "Names", "text": "northwind"}),
    ("DELETE", "/api/listening-queries/{query_id}", LEDGER, None),
]
MEANT = {"house_listening_source": {"account_id": "sought_account_id", "way": "search_way"}}
