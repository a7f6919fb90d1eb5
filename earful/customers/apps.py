from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """People who write."""

    name = "earful.customers"
    label = "customers"
