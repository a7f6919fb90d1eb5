"""Opening a link, and asking for a fresh one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from earful import experts
from earful.conversations.actions import CannotDo
from earful.conversations.experts import entering, telling
from earful.conversations.experts.rules import Door
from earful.conversations.models import Letter
from earful.kit import mail
from earful.web.expert import door


@never_cache
@sensitive_post_parameters("key")
@sensitive_variables("key")
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest) -> HttpResponse:
    """Looking at a link uses nothing up, because mail programs look at links before people do; the button does."""
    key = (request.POST if request.method == "POST" else request.GET).get("key", "")
    if request.method == "POST" and (entered := entering.enter(key)) is not None:
        return door.let_in(redirect("expert", entered.invitation_id), entered)
    letter = entering.of_key(key)
    if letter is None or not entering.can_enter(letter):
        return door.closed(request, letter, again="expert_fresh", key=key)
    return door.show(request, "open", {"key": key, **door.outside(letter)})


@never_cache
@sensitive_post_parameters("key")
@sensitive_variables("key")
@require_POST
def fresh(request: HttpRequest) -> HttpResponse:
    """A fresh link for somebody whose link was used."""
    return _sent(request, entering.of_key(request.POST.get("key", "")))


@never_cache
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """A fresh link for somebody whose time is over."""
    return _sent(request, door.came_by(request, pk))


def _sent(request: HttpRequest, letter: Letter | None) -> HttpResponse:
    """It goes to the address that was invited, whoever asks for it."""
    if letter is None or telling.door_of(letter.invitation) is not Door.OPEN or not mail.ready():
        return door.closed(request, letter)
    try:
        experts.link(letter.invitation)
    except CannotDo as no:
        return door.show(request, "sent", {"trouble": _(str(no)), **door.outside(letter)}, 429)
    return door.show(request, "sent", {"trouble": "", **door.outside(letter)})
