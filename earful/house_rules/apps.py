from django.apps import AppConfig


class HouseRulesConfig(AppConfig):
    """What a team lets Earful do by itself: when, if, then. Never an answer."""

    name = "earful.house_rules"
    label = "house_rules"
