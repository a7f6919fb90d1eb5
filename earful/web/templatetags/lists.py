"""What the templates of lists and of putting away need."""

from datetime import datetime

from django import template

from earful.web.desk import snoozing

register = template.Library()


@register.simple_tag
def snooze_choices() -> list[snoozing.Choice]:
    """The times until which a conversation can be put away."""
    return snoozing.offered()


@register.filter
def when(moment: datetime | None) -> str:
    """A moment to come, as people say it."""
    return snoozing.when(moment) if moment else ""
