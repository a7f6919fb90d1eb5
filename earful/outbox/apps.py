from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """What leaves, and the proof that it arrived."""

    name = "earful.outbox"
    label = "outbox"
