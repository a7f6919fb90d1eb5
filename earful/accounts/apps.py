from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Where the brand is on the networks."""

    name = "earful.accounts"
    label = "accounts"
