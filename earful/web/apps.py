from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages."""

    name = "earful.web"
    label = "web"
