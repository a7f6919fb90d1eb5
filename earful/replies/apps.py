from django.apps import AppConfig


class RepliesConfig(AppConfig):
    """Drafts, and what may leave."""

    name = "earful.replies"
    label = "replies"
