"""From a public thread to a private half and back: links, visitors' words, "Solved?", and the line that closes the loop.

Joins the rooms for what goes on beside the networks. Whatever is written on a page arrives like everything else: in the
ledger first, then understood, with promises, routing and notices.
"""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from earful import flow
from earful.accounts import reaching
from earful.channels import ours
from earful.channels.contract import Batch, Parcel, Person, Readers
from earful.channels.privately import Privately
from earful.conversations import queries as conversations
from earful.conversations.models import Conversation, Turn, Way
from earful.conversations.refusing import CannotDo
from earful.intake.models import Item
from earful.kit import clock, mail
from earful.kit.announce import announce
from earful.kit.mail import MailFailed
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.outbox import actions as outbox
from earful.outbox.models import PrivatePage, SolvedQuestion, Visit
from earful.outbox.pages import opening, queries, rules, solved
from earful.queues import actions as queues
from earful.replies import actions as replies
from earful.replies.models import Draft
from earful.staff.models import Agent
from earful.staff.rules import Act

NOTHING = gettext_noop("Write something first.")
FULL = gettext_noop("You have written a lot here. Please wait until somebody of the team has read it.")
STUMBLES = RetryStrategy(max_attempts=6, exponential_wait=2)
INTERRUPTED = gettext_noop("Earful was interrupted while sending it. Close the page and make another one.")
MAIL_OFF = gettext_noop("Mail is off: no server is set to send it through.")
AGAIN = 5  # times a busy mail server is asked once more: after 1, 2, 4, 8 and 16 minutes
GO_ON = gettext_noop("You can write to us privately here, without an account: %(link)s")
SAYS_SO = gettext_noop("We have written to you privately about this.")
ENDS = gettext_noop("For everybody who reads along: we have solved this together in private.")
SUBJECT = gettext_noop("%(brand)s wrote to you privately")
MAIL = gettext_noop(
    "Hello,\n\n%(brand)s goes on with your matter on a private page, without an account:\n\n%(link)s\n\nIt opens in the "
    "first browser in which you press the button, until %(until)s. If this is not for you, you need not do anything.\n"
)
SAID_YES = gettext_noop("Yes, this is solved.")
SAID_NOT_YET = gettext_noop("No, this is not solved yet.")
ASKS = gettext_noop("Is this solved for you? One tap tells us: %(link)s")
NOT_PUBLICLY = gettext_noop("This is asked in private threads only, and nothing private was said here.")
NOBODY = gettext_noop("Nobody has written here yet, so there is nobody to write to privately.")


def asked(conversation: Conversation) -> tuple[Turn, Privately]:
    """Whether the customer can be written to privately on the network, asked now. Raises CannotDo, the failures."""
    below = public_words(conversation)
    if below is None:
        raise CannotDo(NOBODY)
    return below, reaching.privately(conversation.account, below.item.raw)


def public_words(conversation: Conversation) -> Turn | None:
    """What the customer said last on the network, which a private answer there answers."""
    rows = Turn.objects.filter(conversation=conversation, ours=False, removed_at=None, emptied_at=None)
    rows = rows.exclude(external_id__startswith=ours.PREFIX).select_related("item", "author")
    mine = rows.filter(author=conversation.asker_id) if conversation.asker_id else rows
    return mine.order_by("-said_at", "-order", "-id").first()


def address(key: str) -> str:
    """Where a private page is."""
    return f"{settings.URL.rstrip('/')}{reverse('private_page', args=[key])}"


@one_transaction
def page(conversation: Conversation, agent: Agent, mail_address: str = "") -> tuple[PrivatePage, str]:
    """A new private page, and where it is: this can never be read again. Raises CannotDo."""
    conversation = outbox.hold(conversation)
    below = public_words(conversation) or conversations.answerable(conversation)
    if below is None:
        raise CannotDo(NOBODY)
    made, key = opening.make(conversation, below, agent, mail_address)
    return made, address(key)


@one_transaction
def say(visit: Visit, text: str, once: str, says: str = "") -> list[int]:
    """A visitor's words reach the ledger; the same words from the same form are there once. Raises CannotDo.

    `once`: names the form. `says`: what they said with one tap.
    """
    text = text.strip()[: rules.LONGEST]
    if not text:
        raise CannotDo(NOTHING)
    Visit.objects.select_for_update().get(pk=visit.pk)
    written = Item.objects.filter(
        account=visit.page.conversation.account_id, external_id__startswith=f"{ours.PREFIX}{visit.pk}:", version="1"
    )
    if written.count() >= (rules.BEFORE if visit.let_in_at is None else rules.AFTER):
        raise CannotDo(FULL)
    name = ours.name(visit.pk, once[:80], text)
    parcel = ours.theirs(name, text, visit.page.below.external_id, clock.now(), _customer(visit), says)
    return flow.arrive(visit.page.conversation.account, Batch((parcel,)))


def _customer(visit: Visit) -> Person | None:
    """Who writes, once that is sure."""
    author = visit.page.below.author
    if visit.let_in_at is None or author is None:
        return None
    return Person(author.external_id, author.handle, author.name, author.avatar_url, author.profile_url)


@one_transaction
def let_in(visit: Visit, agent: Agent) -> None:
    """A person says that this is the customer; what was written before is theirs from now on. Raises CannotDo."""
    if not opening.let_in(visit, agent):
        raise CannotDo(gettext_noop("Somebody is in by this link already, or its time is over. Make a new page."))
    visit.refresh_from_db(fields=["let_in_at"])
    author, account = _customer(visit), visit.page.conversation.account
    before = Item.objects.filter(account=account, external_id__startswith=f"{ours.PREFIX}{visit.pk}:", version="1")
    again: list[Parcel] = [
        ours.theirs(one.external_id, one.raw["text"], one.raw["parent"], clock.parse(one.raw["at"]), author)
        for one in before.filter(emptied_at=None).order_by("pk")
    ]
    flow.arrive(account, Batch(tuple(again)))


def window(visit: Visit) -> tuple[rules.Door, list[Turn]]:
    """What this browser meets, and what it may read there."""
    met = opening.door(visit.page, visit)
    if met is rules.Door.IN:
        return met, list(queries.talk(visit))
    return met, list(queries.own_words(visit)) if met is rules.Door.WAITS else []


@one_transaction
def tapped(question: SolvedQuestion, answer: str, word: str = "") -> bool:
    """What a customer said to "Solved?": kept as their own words, the first answer only; "not yet" brings it back.

    It goes to whoever asked, unless somebody else has the matter meanwhile.
    """
    if not solved.answered(question, answer):
        return False
    word = word.strip()[: rules.LONGEST]
    yes = answer == "yes"
    text = word or _(SAID_YES if yes else SAID_NOT_YET)
    author, below = question.below.author, question.below
    person = Person(author.external_id, author.handle, author.name) if author is not None else None
    name = ours.name(f"q{question.pk}", answer, "")
    parcel = ours.theirs(name, text, below.external_id, clock.now(), person, ours.SOLVED if yes else ours.NOT_YET)
    conversation = outbox.hold(question.conversation)
    if not yes and conversation.assignee_id is None and question.by.may(Act.ANSWER):
        queues.give(conversation, question.by, None, why="continuity")
    flow.arrive(conversation.account, Batch((parcel,)))
    return True


def private_words(conversation: Conversation) -> Turn | None:
    """What the customer said last where only they and we read it."""
    rows = Turn.objects.filter(conversation=conversation, ours=False, removed_at=None, author__isnull=False)
    few = rows if conversation.private else rows.filter(readers=Readers.NAMED)
    return few.select_related("item", "author").order_by("-said_at", "-order", "-id").first()


@one_transaction
def ask_solved(conversation: Conversation, agent: Agent) -> str:
    """Ask it: on the private page where they are in, else by a sentence with a link for a private answer. Raises CannotDo.

    "": it stands on their page; a sentence: to be put into a private draft and sent by a person.
    """
    below = private_words(conversation)
    if below is None:
        raise CannotDo(NOT_PUBLICLY)
    _question, key = solved.ask(conversation, below, agent)
    if ours.is_page(below.external_id):
        return ""
    return _(ASKS) % {"link": f"{settings.URL.rstrip('/')}{reverse('private_solved', args=[key])}"}


def by_message(conversation: Conversation, agent: Agent) -> Draft:
    """The next answer is a private message on the network, if the network says now that it can be. Raises CannotDo."""
    below, told = asked(conversation)
    if not told.can:
        raise CannotDo(told.words)
    return replies.open_to(conversation, agent, Way.DIRECT, below)


@one_transaction
def by_public_link(conversation: Conversation, agent: Agent) -> Draft:
    """A private page, and its link below what is being written for everybody. Raises CannotDo."""
    _made, where = page(conversation, agent)
    draft = replies.open_to(conversation, agent, "", public_words(conversation))
    return replies.add(draft, _(GO_ON) % {"link": where})


@one_transaction
def by_mail(conversation: Conversation, agent: Agent, mail_address: str) -> Draft:
    """A private page by mail to an address that the customer gave; the next answer stands there. Raises CannotDo."""
    mail_address = mail_address.strip().lower()[:254]
    try:
        validate_email(mail_address)
    except ValidationError as error:
        raise CannotDo(gettext_noop("This is not a mail address.")) from error
    if not mail.ready():
        raise CannotDo(MAIL_OFF)
    made, _where = page(conversation, agent, mail_address)
    deliver_page.defer(page_id=made.pk)
    return replies.open_to(conversation, agent, Way.PAGE, public_words(conversation))


@one_transaction
def publicly(conversation: Conversation, agent: Agent, *, says_so: bool = False) -> Draft:
    """The next answer is for everybody who reads what the customer said last in public. Raises CannotDo.

    `says_so`: it begins with a line that the matter goes on in private.
    """
    below = open_words(conversation)
    if below is None:
        raise CannotDo(gettext_noop("Nothing was said in public here."))
    draft = replies.open_to(conversation, agent, "", below)
    return replies.add(draft, _(SAYS_SO)) if says_so else draft


def open_words(conversation: Conversation) -> Turn | None:
    """What the customer said last where everybody reads it."""
    rows = Turn.objects.filter(conversation=conversation, ours=False, removed_at=None, emptied_at=None)
    few = [Readers.NAMED, Readers.FOLLOWERS] + ([""] if conversation.private else [])
    rows = rows.exclude(readers__in=few).select_related("item", "author")
    mine = rows.filter(author=conversation.asker_id) if conversation.asker_id else rows
    return mine.order_by("-said_at", "-order", "-id").first()


@one_transaction
def ends_publicly(conversation: Conversation, agent: Agent) -> Draft:
    """A short line for everybody is proposed in the draft; a person sends it, or not. Once. Raises CannotDo."""
    draft = publicly(conversation, agent)
    if solved.close_publicly(conversation, agent):
        draft = replies.add(draft, _(ENDS))
    return draft


@app.task(name="deliver_page", retry=STUMBLES)
def deliver_page(page_id: int, tries: int = 0) -> None:
    """Claim, send, record. A second run after a death in between sends nothing; the page says so.

    What certainly did not leave and may later is tried again, ever later; what may have arrived never is.
    """
    key = _claimed(page_id)
    if not key:
        return
    made = opening.PAGES.get(pk=page_id)
    brand = " ".join((made.conversation.account.name or made.conversation.account.handle).split())
    known = {"brand": brand, "link": address(key), "until": date_format(made.expires_at, "j F Y")}
    try:
        mail.send(made.address, _(SUBJECT) % known, _(MAIL) % known, key=f"private page {made.pk}")
    except MailFailed as error:
        if error.again and tries < AGAIN:
            _tried_again(made, tries)
        else:
            _recorded(made, error.words, uncertain=error.uncertain)
    else:
        _recorded(made, "")


@one_transaction
def _claimed(page_id: int) -> str:
    """A fresh key, when this mail is still to be sent, and by us: of one that is in a mail only the hash is kept."""
    waiting = PrivatePage.objects.filter(pk=page_id, mailed_at=None, trouble="", closed_at=None)
    key = secrets.token_urlsafe(24)
    return key if waiting.update(trouble=INTERRUPTED, sha256=rules.fingerprint(key)) else ""


@one_transaction
def _tried_again(made: PrivatePage, tries: int) -> None:
    """It waits as it did before, and nobody is told of a trouble that may be over."""
    PrivatePage.objects.filter(pk=made.pk).update(trouble="")
    wait = deliver_page.configure(schedule_in={"minutes": 2**tries})
    wait.defer(page_id=made.pk, tries=tries + 1)
    announce(made.workspace_id, "conversation", made.conversation_id)


@one_transaction
def _recorded(made: PrivatePage, trouble: str, *, uncertain: bool = False) -> None:
    """`uncertain`: it may have left; then both stand, when that was and what is not known."""
    at = None if trouble and not uncertain else clock.now()
    PrivatePage.objects.filter(pk=made.pk).update(trouble=trouble[:300], mailed_at=at)
    announce(made.workspace_id, "conversation", made.conversation_id)
