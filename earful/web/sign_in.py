"""Signing in: by password through allauth, or once by a link that an owner or the command line hands out."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.decorators import secure_admin_login
from allauth.account.views import LoginView, LogoutView
from django.contrib import admin
from django.contrib.auth import login
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe
from sesame.utils import get_user

from earful.kit import clock
from earful.kit.logs import log
from earful.kit.transaction import alone, one_transaction
from earful.staff.models import Agent

LINK = "came_by_link"
LINK_LASTS = 15 * 60  # seconds in which whoever came by a link may choose a new password
WRONG = _("The name or the password is not right. Check both, or ask an owner for a new sign-in link.")
logger = log(__name__)

# The administration pages have a sign-in form of their own, which nothing would slow down; they use ours.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # -- as allauth prescribes


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]  # -- allauth is not typed
    """Nobody signs themselves up: people are invited. No mail is sent from here."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "too_many_login_attempts": _("Too many tries with this name. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Never."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """An e-mail address stands for the one active person who has it."""
        if address := credentials.get("email"):
            owners = Agent.objects.filter(email__iexact=address, is_active=True).exclude(username=address)
            found = list(owners.values_list("username", flat=True)[:2])
            if len(found) == 1:
                credentials["username"] = found[0]
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        return user

    def send_mail(self, template_prefix: str, *_rest: Any) -> None:
        """Nothing: a forgotten password is an owner's matter, who can have a link sent."""
        logger.info("mail_not_sent", about=template_prefix)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Whoever signs in sees it; it need not be said."""

    def get_logout_redirect_url(self, _request: HttpRequest) -> str:
        """Back to where one signs in."""
        return resolve_url("account_login")


class SignIn(LoginView):  # type: ignore[misc]  # -- allauth is not typed
    """Name or e-mail, and password; slowed down after a few wrong tries."""

    template_name = "web/house/sign_in.html"


class SignOut(LogoutView):  # type: ignore[misc]  # -- allauth is not typed
    """Asks on GET, so that no link signs anybody out."""

    template_name = "web/house/sign_out.html"


@require_safe
def by_invitation(request: HttpRequest) -> HttpResponse:
    """Whoever looks for a way to sign up."""
    return render(request, "web/house/by_invitation.html")


@require_safe
def forgotten(request: HttpRequest) -> HttpResponse:
    """How to get in without the password."""
    return render(request, "web/house/forgotten.html")


@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """Somebody whose sign-in was closed."""
    return render(request, "web/house/left.html", status=403)


@never_cache
@sensitive_post_parameters("key")
@sensitive_variables("key")
@require_http_methods(["GET", "HEAD", "POST"])
def once(request: HttpRequest) -> HttpResponse:
    """Sign in with a one-time link, which dies when used.

    Looking at the link uses nothing up, because chat programs look at links before people do; the button does.
    """
    key = request.POST.get("key", "") if request.method == "POST" else request.GET.get("key", "")
    agent = _spend(key) if request.method == "POST" else get_user(key, update_last_login=False)
    if agent is None:
        response = render(request, "web/link_used.html", status=403)
    elif request.method == "POST":
        login(request, agent, backend="earful.web.signed_in.Backend")
        request.session[LINK] = clock.now().timestamp()
        return redirect("/")
    else:
        response = render(request, "web/house/link_open.html", {"person": agent, "key": key})
    # The address of this page is the key: it is told to nobody else. Told to nobody at all ("no-referrer"), a browser
    # would also hide where the button was pressed, and the check against forged requests would refuse it.
    response["Referrer-Policy"] = "same-origin"
    return response


@one_transaction
def _spend(key: str) -> Agent | None:
    """Whose key this is; two who press the button at once do not both get in."""
    alone("one-time sign-in", 0)
    agent: Agent | None = get_user(key)
    return agent


def came_by_link(request: HttpRequest) -> bool:
    """Whether this person signed in by a link a moment ago, and so need not know an old password."""
    came = request.session.get(LINK)
    return isinstance(came, float) and clock.now().timestamp() - came < LINK_LASTS


def forget_link(request: HttpRequest) -> None:
    """A password is chosen; from here on the old one must be known."""
    request.session.pop(LINK, None)
