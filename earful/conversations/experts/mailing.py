"""The mail that asks an expert: the question, the brand's name and the link. Never the customer's words."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from earful.conversations.experts.rules import one_line
from earful.conversations.models import Invitation

LONGEST = 120  # signs of the names in a subject


@dataclass(frozen=True, slots=True)
class Mail:
    """What is sent."""

    to: str
    subject: str
    text: str


def link(invitation: Invitation, key: str) -> str:
    """The address that opens this one conversation once."""
    return f"{invitation.base}{reverse('expert_open')}?key={key}"


def mail(invitation: Invitation, key: str) -> Mail:
    """To an expert, with their link."""
    account = invitation.conversation.account
    brand = one_line(account.name or account.handle or invitation.workspace.name, LONGEST // 2)
    who = one_line(invitation.by.name, LONGEST // 2)
    names = {"name": invitation.name, "who": who, "brand": brand}
    question = "\n".join(f"    {line}".rstrip() for line in invitation.question.splitlines())
    until = formats.date_format(timezone.localtime(invitation.expires_at), "j F Y")
    parts = [
        _("Hello %(name)s,") % names,
        _("%(who)s answers customers of %(brand)s and asks you:") % names,
        question,
        _("Read the conversation and answer here:"),
        link(invitation, key),
        _(
            "The link works once and opens this one conversation, without an account, until %(until)s. From the same page "
            "you can have a fresh link sent to you. What you write goes to the team; it is never sent to the customer by "
            "itself."
        )
        % {"until": until},
        _("If this is not for you, you need not do anything."),
    ]
    return Mail(invitation.address, _("%(who)s of %(brand)s has a question") % names, "\n\n".join(parts) + "\n")
