"""What templates of the house need besides those of the desk."""

from django import template

register = template.Library()


@register.filter
def web_address(address: str) -> str:
    """An address that a network claims, if it is one of the web; "" otherwise, so that no link runs a script."""
    return address if address.lower().startswith(("https://", "http://")) else ""
