"""What templates of the house need: the way from room to room, and addresses that are safe to follow."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from earful.staff.rules import Act

register = template.Library()


@register.inclusion_tag("web/house/rooms.html", takes_context=True)
def rooms_of_the_house(context: Context) -> dict[str, Any]:
    """The pages of the house that this person may open."""
    agent, path = context["agent"], context["request"].path
    rooms = (
        ("house_figures", _("Figures"), Act.READ),
        ("house_accounts", _("Accounts"), Act.ACCOUNTS),
        ("house_staff", _("People"), Act.STAFF),
        ("house_ledger", _("Ledger"), Act.LEDGER),
        ("house_settings", _("Workspace"), Act.STAFF),
        ("house_me", _("You"), Act.READ),
    )
    links = [{"name": name, "address": reverse(url)} for url, name, act in rooms if agent.may(act)]
    return {"links": [{**link, "here": path.startswith(link["address"])} for link in links]}


@register.filter
def web_address(address: str) -> str:
    """An address that a network claims, if it is one of the web; "" otherwise, so that no link runs a script."""
    return address if address.lower().startswith(("https://", "http://")) else ""
