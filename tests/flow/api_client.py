"""Programs that speak to the API."""

import json
from typing import Any

from django.test import Client

from earful.staff.actions import issue_token
from earful.staff.models import Agent


def api_as(agent: Agent, **more: Any) -> Client:
    """A program that acts as a person, by a token."""
    _, text = issue_token(agent, "test")
    return Client(headers={"Authorization": f"Bearer {text}"}, **more)


def page_of(agent: Agent, **more: Any) -> Client:
    """The browser of somebody who is signed in."""
    client = Client(**more)
    client.force_login(agent, backend="earful.web.signed_in.Backend")
    return client


def send(client: Client, method: str, path: str, **body: Any) -> tuple[int, Any]:
    """Send JSON; the status and what came back."""
    answer = client.generic(method, f"/api/{path}", json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json() if answer.content else None
