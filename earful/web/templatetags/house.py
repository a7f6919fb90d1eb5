"""What templates of the house need besides those of the desk."""

from django import template
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst

from earful.queues.models import Shift

register = template.Library()


@register.filter
def web_address(address: str) -> str:
    """An address that a network claims, if it is one of the web; "" otherwise, so that no link runs a script."""
    return address if address.lower().startswith(("https://", "http://")) else ""


@register.filter
def days(shift: Shift) -> list[tuple[str, str]]:
    """The days of the week, Monday first, with when somebody works on each."""
    return [(capfirst(str(WEEKDAYS[place])), spans) for place, spans in enumerate(shift.week)]
