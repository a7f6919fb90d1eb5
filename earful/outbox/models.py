from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from earful.accounts.models import Account
from earful.conversations.models import Conversation, Manner, Turn, Way
from earful.outbox.approval.models import Approval, ApprovalRule, Crisis
from earful.replies.models import SavedVariant
from earful.staff.models import Agent, Workspace

__all__ = ["Approval", "ApprovalRule", "Crisis", "Dispatch", "Insistence", "Letting"]


class Dispatch(models.Model):
    """One reply on its way. `key` and `created_at` are fixed before the first attempt, so that a repeat is seen as one."""

    class State(models.TextChoices):
        HELD = "held", _("Sending")  # inside the undo window, or waiting for its next attempt
        CLAIMED = "claimed", _("Sending")  # a worker speaks to the network now
        SENT = "sent", _("Sent")
        UNCERTAIN = "uncertain", _("Uncertain")
        FAILED = "failed", _("Not sent")
        UNDONE = "undone", _("Taken back")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="dispatches")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="dispatches")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    answers = models.ForeignKey(Turn, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    text = models.TextField()  # as it leaves, signed
    written = models.TextField()  # as the agent wrote it, for taking back
    languages = models.JSONField(default=list)
    enclosure_ids = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    created_at = models.DateTimeField()
    release_at = models.DateTimeField()  # not before
    claimed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    looks = models.PositiveIntegerField(default=0)
    trouble = models.TextField(blank=True)  # a sentence for a person
    external_id = models.CharField(max_length=500, blank=True)
    url = models.TextField(blank=True)
    manner = models.CharField(max_length=8, choices=Manner, blank=True, default="", db_default="")
    holds_until = models.DateTimeField(null=True)  # of a holding reply
    approved_by = models.ForeignKey(
        Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )  # who read it before it left
    way = models.CharField(max_length=6, choices=Way, blank=True, default="", db_default="")  # never changed, as is:
    readers = models.CharField(max_length=10, blank=True, default="", db_default="")  # at most these read it
    seen = models.JSONField(
        default=dict, db_default=Value({}, models.JSONField())
    )  # what its agent had; outbox/sight.py
    assisted = models.BooleanField(default=False, db_default=False)  # written with the assistant

    changes = models.PositiveSmallIntegerField(default=0, db_default=0)  # how often somebody wanted it changed or gone

    class Meta:
        indexes = [
            models.Index(fields=["conversation", "id"], name="dispatch_in_order"),
            models.Index(
                fields=["state", "release_at"],
                condition=models.Q(state__in=["held", "claimed", "uncertain"]),
                name="dispatch_unsettled",
            ),
            models.Index(fields=["account", "external_id"], name="dispatch_by_external_id"),
            models.Index(fields=["workspace", "-id"], condition=models.Q(assisted=True), name="dispatch_assisted"),
        ]


class Letting(models.Model):
    """Somebody decided about a message that its site holds back: everybody may read it, or nobody ever will."""

    class Verdict(models.TextChoices):
        SHOW = "show", _("Let through")
        SPAM = "spam", _("Spam")

    class State(models.TextChoices):
        WAITING = "waiting", _("Being told to the site")
        DONE = "done", _("Done")
        FAILED = "failed", _("Not done")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    turn = models.ForeignKey(Turn, on_delete=models.PROTECT, related_name="lettings")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=4, choices=Verdict)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    trouble = models.TextField(blank=True)  # a sentence for a person

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "turn"], condition=models.Q(state="waiting"), name="one_letting_at_a_time"
            )
        ]


class Amendment(models.Model):
    """Somebody wants an answer that left to read otherwise, or to be gone. The record of it stays."""

    class What(models.TextChoices):
        EDIT = "edit", _("Edit")
        DELETE = "delete", _("Delete")

    class State(models.TextChoices):
        WAITING = "waiting", _("About to happen")
        CLAIMED = "claimed", _("Happening")  # a worker speaks to the network now
        UNCERTAIN = "uncertain", _("Uncertain")
        DONE = "done", _("Done")
        FAILED = "failed", _("Not done")
        DROPPED = "dropped", _("Called off")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="amendments")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=6, choices=What)
    why = models.CharField(max_length=300, blank=True)  # in their own words
    before = models.TextField(blank=True)  # what stood there
    text = models.TextField(blank=True)  # what is to stand there, signed; "" for what is to be gone
    written = models.TextField(blank=True)  # the same as its agent wrote it
    alts = models.JSONField(default=list)  # what its pictures are to show; [] leaves them as they are
    alts_before = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    created_at = models.DateTimeField()
    release_at = models.DateTimeField()  # not before
    claimed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    looks = models.PositiveIntegerField(default=0)
    trouble = models.TextField(blank=True)  # a sentence for a person
    version = models.CharField(max_length=200, blank=True)  # of the post as it stood after it

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "dispatch", "what"],
                condition=models.Q(state__in=["waiting", "claimed", "uncertain"]),
                name="one_amendment_at_a_time",
            )
        ]
        indexes = [
            models.Index(
                fields=["state", "release_at"],
                condition=models.Q(state__in=["waiting", "claimed", "uncertain"]),
                name="amendment_unsettled",
            )
        ]


class Insistence(models.Model):
    """Why somebody sent words that a rule of the guard wanted to be thought over. Who: the dispatch, or its amendment."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="insistences")
    amendment = models.ForeignKey(Amendment, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    code = models.CharField(max_length=24)
    words = models.CharField(max_length=80, blank=True)  # what the rule found
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "at"], name="insistence_by_time")]

    @property
    def by(self) -> Agent:
        """Who did."""
        return self.amendment.agent if self.amendment else self.dispatch.agent


class Origin(models.Model):
    """Which saved reply words that left came from, in which edition and wording."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="origins")
    variant = models.ForeignKey(SavedVariant, on_delete=models.PROTECT, related_name="+")


class PrivatePage(models.Model):
    """A link to a page on which one customer and the team write to each other; see outbox/pages/. Of it the hash is kept."""

    class Given(models.TextChoices):
        PUBLIC = "public", _("In a public answer")  # anybody may open it: who wrote there is let in by a person
        MAIL = "mail", _("By mail")  # only its reader has it: who opens it first is in

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="pages")
    below = models.ForeignKey(Turn, on_delete=models.PROTECT, related_name="+")  # the customer's words it continues
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    given = models.CharField(max_length=6, choices=Given)
    address = models.CharField(max_length=254, blank=True)  # of mail
    mailed_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)  # why the mail did not leave
    sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "created_at"], name="private_page_by_time")]


class Visit(models.Model):
    """One browser in which a private page was opened by pressing its button. Of its cookie the hash is kept."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    page = models.ForeignKey(PrivatePage, on_delete=models.CASCADE, related_name="visits")
    sha256 = models.CharField(max_length=64, unique=True)
    word = models.CharField(max_length=12)  # shown there; who says it in public is the same person
    came_at = models.DateTimeField()
    let_in_at = models.DateTimeField(null=True)
    let_in_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")  # null: the mail did
    shut_at = models.DateTimeField(null=True)  # shut out again, or never let in


class SolvedQuestion(models.Model):
    """Whether a customer was asked if it is solved: at most once, privately, after a colleague thought so."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    conversation = models.OneToOneField(Conversation, on_delete=models.PROTECT, related_name="solved_question")
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    below = models.ForeignKey(Turn, on_delete=models.PROTECT, related_name="+")  # the customer's private words
    sha256 = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answer = models.CharField(max_length=7, blank=True)  # "yes", "not_yet"
    answered_at = models.DateTimeField(null=True)


class PublicClosing(models.Model):
    """What became of the proposal to close the loop in public, once a matter that went private was solved."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    conversation = models.OneToOneField(Conversation, on_delete=models.PROTECT, related_name="public_closing")
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)  # why not; "": the proposal was taken into a draft
    at = models.DateTimeField()
