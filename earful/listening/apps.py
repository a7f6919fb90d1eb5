from django.apps import AppConfig


class ListeningConfig(AppConfig):
    """What a workspace listens for, by name."""

    name = "earful.listening"
    label = "listening"
