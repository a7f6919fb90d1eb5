"""Speaking to the desk and to the town as a person's program would: patient, and never sure that it was heard."""

import http.client
import json
from dataclasses import dataclass
from typing import Any

PATIENCE = 12.0


class Unheard(Exception):
    """No answer came; whether anything was done is not known."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer."""

    status: int
    body: Any


def ask(port: int, method: str, path: str, body: Any = None, token: str = "", patience: float = PATIENCE) -> Said:
    """One request to this machine. Raises Unheard."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
    headers = {"content-type": "application/json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    try:
        line.request(method, path, None if body is None else json.dumps(body), headers)
        answer = line.getresponse()
        text = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise Unheard(f"{method} {path}: {type(error).__name__}") from error
    finally:
        line.close()
    try:
        return Said(answer.status, json.loads(text) if text else None)
    except ValueError as error:
        raise Unheard(f"{method} {path}: an answer cut short") from error
