from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The ledger: everything from outside, stored before it is understood."""

    name = "earful.intake"
    label = "intake"
