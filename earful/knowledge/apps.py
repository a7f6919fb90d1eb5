from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    """What the team knows: articles, and what was answered before, suggested to whoever writes."""

    name = "earful.knowledge"
    label = "knowledge"
