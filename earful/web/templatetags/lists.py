"""What the templates of lists, of putting away and of saying what a message is need."""

from datetime import datetime

from django import template

from earful.web.desk import answers, moments, snoozing

register = template.Library()


@register.simple_tag
def snooze_choices() -> list[snoozing.Choice]:
    """The times until which a conversation can be put away."""
    return snoozing.offered()


@register.simple_tag
def answer_groups() -> list[answers.Group]:
    """What can be said of a message."""
    return answers.groups()


@register.filter
def when(moment: datetime | None) -> str:
    """A moment to come, as people say it."""
    return moments.when(moment) if moment else ""
