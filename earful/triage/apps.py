from django.apps import AppConfig


class TriageConfig(AppConfig):
    """What an item is and whether it needs an answer."""

    name = "earful.triage"
    label = "triage"
