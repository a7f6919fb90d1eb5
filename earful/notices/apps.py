from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What people are told of, by which way, and until somebody takes what is urgent."""

    name = "earful.notices"
    label = "notices"
