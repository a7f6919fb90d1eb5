"""The rows of roles_table.py about saved replies."""

from typing import Any

READ, ANSWER, SAVED = "olav", "ola", "ol"
PAGES = [
    ("house_saved", "GET", READ),
    ("house_saved_one", "GET", READ),
    ("house_saved_new", "GET", ANSWER),
    ("house_saved_change", "GET", ANSWER),  # what everybody uses is changed by leads: told in words, see test_saved.py
    ("house_saved_archive", "POST", ANSWER),  # likewise
    ("house_saved_back", "POST", ANSWER),  # likewise
    ("desk_saved", "GET", ANSWER),
    ("desk_saved_begin", "POST", ANSWER),
    ("desk_saved_use", "POST", ANSWER),
]
API: list[tuple[str, str, str, dict[str, Any] | None]] = [
    ("GET", "/api/saved-replies", READ, None),
    ("POST", "/api/saved-replies", ANSWER, {"name": "Late", "wordings": [{"language": "en", "text": "It comes."}]}),
    ("GET", "/api/saved-replies/{saved_id}", READ, None),
    (
        "PUT",
        "/api/saved-replies/{saved_id}",
        SAVED,
        {"name": "Late", "wordings": [{"language": "en", "text": "Soon."}]},
    ),
    ("POST", "/api/saved-replies/{saved_id}/archive", SAVED, None),
    ("POST", "/api/saved-replies/{saved_id}/back", SAVED, None),
    ("POST", "/api/conversations/{conversation_id}/draft/saved", ANSWER, {"wording_id": "{variant_id}"}),
]
