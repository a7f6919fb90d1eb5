from django.apps import AppConfig


class QueuesConfig(AppConfig):
    """Who should have a conversation, who has it, and who is there."""

    name = "earful.queues"
    label = "queues"
