"""Part of roles_table.py: what goes on in private."""

from typing import Any

READ, ANSWER, ANYONE = "olav", "ola", "*"
ASKED = {"name": "Jo", "address": "jo@example.org", "question": "Why?"}  # an expert
MATTER = "/api/conversations/{conversation_id}"

PAGES = [
    ("desk_ways", "GET", ANSWER),
    ("desk_publicly", "POST", ANSWER),
    ("desk_let_in", "POST", ANSWER),
    ("desk_shut_out", "POST", ANSWER),
    ("desk_page_close", "POST", ANSWER),
    ("desk_confirmed", "POST", ANSWER),
    ("desk_ask_solved", "POST", ANSWER),
    ("desk_closing", "POST", ANSWER),
    ("private_page", "GET", ANYONE),  # whoever has a link that opens: see test_in_private.py
    ("private_solved", "GET", ANYONE),
]
MEANT = {
    "desk_let_in": {"pk": "visit_id"},
    "desk_shut_out": {"pk": "visit_id"},
    "desk_page_close": {"pk": "page_id"},
    "private_page": {"key": "page_key"},
    "private_solved": {"key": "solved_key"},
}
API: list[tuple[str, str, str, dict[str, Any] | None]] = [
    ("GET", f"{MATTER}/private", READ, None),
    ("GET", f"{MATTER}/private/ways", ANSWER, None),
    ("POST", f"{MATTER}/private", ANSWER, {"to": "public"}),
    ("POST", "/api/visits/{visit_id}/in", ANSWER, None),
    ("POST", "/api/visits/{visit_id}/out", ANSWER, None),
    ("DELETE", "/api/private-pages/{page_id}", ANSWER, None),
    ("POST", f"{MATTER}/confirmed", ANSWER, None),
    ("POST", f"{MATTER}/solved-question", ANSWER, None),
    ("POST", f"{MATTER}/closing", ANSWER, {"reason": "A matter of two."}),
]
