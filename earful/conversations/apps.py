from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    """One matter, all its voices, and how it ended."""

    name = "earful.conversations"
    label = "conversations"
