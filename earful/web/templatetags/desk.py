"""What templates of the desk need: icons, avatars, times, navigation, and addresses of style sheets and modules."""

from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from earful.kit import clock
from earful.web import nav as rail
from earful.web import shown

SOME = 1234567890  # a number that stands in no address by itself
TOKEN = "the-token-of-this-page"  # noqa: S105 -- stands where each page's own goes
MOST_RAILS = 500
register = template.Library()
_rails: dict[Any, str] = {}


@register.filter
def written(holder: Any) -> str:
    """The name of an account or of a person somewhere, as it is written on its network."""
    return shown.handle(holder.network, holder.handle)


@register.filter
def split(words: str) -> list[str]:
    """A list from words with spaces between."""
    return words.split()


@register.simple_tag
@cache
def style(name: str) -> str:
    """The address of one of our style sheets."""
    return staticfiles_storage.url(f"web/css/{name}.css")


@register.simple_tag
@cache
def module_address(name: str) -> str:
    """The address of one of our script modules."""
    return staticfiles_storage.url(f"web/js/{name}.js")


@register.simple_tag
def at(name: str, pk: int) -> str:
    """The address of something with one number in it, as `url` would say it, without looking for it each time."""
    before, after = _around(name)
    return f"{before}{pk}{after}"


@cache
def _around(name: str) -> tuple[str, str]:
    before, after = reverse(name, args=[SOME]).split(str(SOME))
    return before, after


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, more: str = "") -> SafeString:
    """A line drawing from the sprite; it says nothing to a screen reader."""
    return format_html(
        '<svg class="icon {}" viewBox="0 0 20 20" aria-hidden="true"><use href="#i-{}"/></svg>', more, name
    )


@register.simple_tag
@lru_cache(maxsize=2048)
def avatar(initials: str, number: int | None, more: str = "", picture: str = "") -> SafeString:
    """A round mark with initials; the picture, if it loads, covers them."""
    image = format_html('<img src="{}" alt="" loading="lazy">', picture) if picture else ""
    tone = (number or 0) % 9
    return format_html(
        '<span class="avatar {}" data-tone="{}" aria-hidden="true">{}{}</span>', more, tone, initials, image
    )


@register.simple_tag
def ago(moment: datetime | None, style: str = "narrow") -> SafeString | str:
    """A time as people say it, exact on hover; times.js keeps it true."""
    if moment is None:
        return ""
    return format_html(
        '<time datetime="{}" title="{}" data-style="{}">{}</time>',
        moment.isoformat(),
        shown.exact(moment),
        style,
        shown.span(clock.now() - moment) if style == "span" else shown.ago(moment, clock.now()),
    )


@register.simple_tag
def exact(moment: datetime | None) -> str:
    """A time in full, in the workspace's zone."""
    return shown.exact(moment) if moment else ""


@register.simple_tag(takes_context=True)
def nav(context: Context, *, also: bool = False) -> SafeString:
    """The left rail, on every page; remembered for as long as nothing in it changes, but for the token of its form."""
    told = rail.rail(context["agent"], context["request"].path)
    shown_to = (told["agent"].pk, told["agent"].name, told["agent"].initials, told["workspace"], told["role"])
    links = (*told["views"], None, *told["saved_views"], None, *told["rooms"])
    accounts = tuple(tuple(account.items()) for account in told["accounts"])
    key = (also, get_language(), *shown_to, str(told["workspace"]), told["may_save"], links, accounts)
    found = _rails.get(key)
    if found is None:
        if len(_rails) >= MOST_RAILS:
            _rails.clear()
        found = _rails[key] = render_to_string("web/nav.html", {**told, "csrf_token": TOKEN, "also": also})
    return mark_safe(found.replace(TOKEN, str(context.get("csrf_token", ""))))  # noqa: S308 -- Django's own token


@register.simple_tag(takes_context=True)
def live_meta(context: Context) -> SafeString | str:
    """Where this page hears of changes; nothing for someone who is not signed in."""
    agent, address = context.get("agent"), context.get("live_address")
    if not agent or not address or agent.workspace_id is None:
        return ""
    return format_html('<meta name="earful-live" content="{}">', rail.live(agent, address))


@register.simple_tag(takes_context=True)
def nav_also(context: Context) -> SafeString:
    """The rail once more beside a fragment, so that its counts stay true."""
    return nav(context, also=True)


@register.simple_tag
def house_address(name: str, *args: int) -> str:
    """The address of a page of the house, or nothing where there is none."""
    return rail.house_address(name, *args)
