from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Who answers."""

    name = "earful.staff"
    label = "staff"
