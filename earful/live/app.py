"""The live door: a plain ASGI app that tells open pages what changed. `uvicorn earful.live.app:app`.

GET /live?topics=TICKET streams nudges of the ticket's workspace and topics; the page then fetches through the normal,
permission-checked addresses. GET /healthz says whether the database is being listened to.
"""

import os

import django
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "earful.settings")
if not apps.ready:
    django.setup()

from django.conf import settings

from earful.live.door import LiveDoor

app = LiveDoor(settings.LISTEN_URL)
