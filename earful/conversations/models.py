from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from earful.accounts.models import Account
from earful.conversations.links.models import LinkLook, LinkLooking
from earful.conversations.same.models import Likeness, Story, Telling
from earful.customers.models import Handle
from earful.intake.models import Item
from earful.staff.models import Agent, Team, Workspace

__all__ = [
    "Bulk", "Conversation", "Event", "Invitation", "Keeping", "Letter", "Likeness", "LinkLook", "LinkLooking", "Manner", "Note",
    "Outcome", "SavedView", "Story", "Tag", "Tally", "Telling", "Turn",
]  # fmt: skip
SEARCHED = SearchVector(Left("text", 100_000), config="simple")


class Outcome(models.TextChoices):
    """How an item ended. Every item ends in one of these, chosen by a person or by a rule with a stated reason."""

    ANSWERED = "answered", _("Answered")
    PEER = "peer", _("Answered by a fellow customer")
    THANKED = "thanked", _("Thanked")
    NOT_NEEDED = "not_needed", _("No answer needed")
    HANDED_ON = "handed_on", _("Handed on")
    SPAM = "spam", _("Spam")
    REMOVED = "removed", _("Removed by its author")


class Manner(models.TextChoices):
    """What words of ours are, when they are no answer; "" for those that are."""

    HOLDING = "holding", _("Holding reply")  # "I have seen this, and come back by 15:00"
    ROBOT = "robot", _("Automatic message")


class Way(models.TextChoices):
    """How words of ours reach their reader, when that is not the way on which they wrote; "" for that."""

    DIRECT = "direct", _("Private message on the network")
    PAGE = "page", _("Private page")


class Conversation(models.Model):
    """One matter: the asker, other customers, onlookers and the brand. What it is now follows from its turns."""

    class Status(models.TextChoices):
        OPEN = "open", _("Needs an answer")
        WAITING = "waiting", _("Waiting for the customer")
        ENDED = "ended", _("Ended")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="conversations")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="conversations")
    anchor = models.CharField(max_length=500)  # external id of the turn with which the matter begins
    asker = models.ForeignKey(Handle, on_delete=models.PROTECT, null=True, related_name="+")
    private = models.BooleanField(default=False)
    preview = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    kind = models.CharField(max_length=12, blank=True)
    urgency = models.SmallIntegerField(default=0)  # of what waits in it, see levels.py
    language = models.CharField(max_length=3, blank=True)
    waiting_since = models.DateTimeField(null=True)  # when the oldest unanswered customer spoke, on the network
    last_at = models.DateTimeField(null=True)
    turns_count = models.PositiveIntegerField(default=0)
    assignee = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    snoozed_until = models.DateTimeField(null=True)  # put away until then; null: not put away
    snoozed_at = models.DateTimeField(null=True)
    snoozed_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    snoozed_why = models.CharField(max_length=200, blank=True, default="", db_default="")
    due_at = models.DateTimeField(null=True)  # of the promises that run here the first that is due; see queues/promises
    warn_at = models.DateTimeField(null=True)
    stirred = models.BooleanField(default=True, db_default=True)  # changed since its clocks were set
    holds_until = models.DateTimeField(null=True)  # by when we said that we come back, if we have not yet
    solved_at = models.DateTimeField(null=True)  # when it is solved, or will be if nothing more is said; see solving.py
    solved_by_word = models.BooleanField(default=False, db_default=False)  # its customer says so
    confirmed_at = models.DateTimeField(null=True)  # a colleague wrote down that the customer says so
    likely = models.BooleanField(default=False, db_default=False)  # there is a Likeness with another matter
    story = models.ForeignKey(Story, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "anchor"], name="one_conversation_of_an_anchor")]
        indexes = [
            models.Index(
                "workspace",
                F("urgency").desc(),
                "waiting_since",
                "id",
                condition=Q(status="open", merged_into=None),
                name="conversation_open",
            ),
            models.Index(
                "workspace",
                F("urgency").desc(),
                "waiting_since",
                "id",
                condition=Q(status="open", merged_into=None, assignee=None),
                name="conversation_unassigned",
            ),
            models.Index(fields=["workspace", "assignee", "status"], name="conversation_of_agent"),
            models.Index(
                "assignee",
                F("last_at").desc(),
                F("id").desc(),
                condition=Q(merged_into=None) & ~Q(status="ended"),
                name="conversation_in_hand",
            ),
            models.Index(
                "workspace",
                F("last_at").desc(),
                F("id").desc(),
                condition=Q(status="waiting", merged_into=None),
                name="conversation_waiting",
            ),
            models.Index(
                "workspace",
                F("last_at").desc(),
                F("id").desc(),
                condition=Q(merged_into=None),
                name="conversation_by_last",
            ),
            models.Index(  # what may be cleared, in the order in which it ended
                fields=["workspace", "ended_at", "id"], condition=Q(status="ended"), name="conversation_by_end"
            ),
            models.Index(  # the view of what is put away, and what has to come back
                fields=["snoozed_until", "id"], condition=Q(snoozed_until__isnull=False), name="conversation_snoozed"
            ),
            models.Index(  # what is promised, the first that is due first
                fields=["workspace", "due_at", "id"],
                condition=Q(status="open", merged_into=None, due_at__isnull=False),
                name="conversation_due",
            ),
            models.Index(fields=["id"], condition=Q(stirred=True), name="conversation_stirred"),
            models.Index(fields=["story", "id"], condition=Q(story__isnull=False), name="conversation_of_story"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.anchor}"


class Turn(models.Model):
    """One thing that was said, as it stands now. Its earlier versions are in the ledger."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="turns")
    external_id = models.CharField(max_length=500)
    parent_external_id = models.CharField(max_length=500, blank=True)
    waits_below = models.CharField(max_length=500, blank=True)  # where its thread begins, if its parent was missing
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")  # the version that stands
    author = models.ForeignKey(Handle, on_delete=models.PROTECT, null=True, related_name="turns")
    ours = models.BooleanField(default=False)
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")  # who wrote it here
    why = models.CharField(max_length=10)
    text = models.TextField(blank=True)
    version_at = models.DateTimeField(null=True)  # when what it says now came to be, if its network tells
    warning = models.TextField(blank=True, default="", db_default="")  # what its author put in front of it
    readers = models.CharField(max_length=10, blank=True, default="", db_default="")  # contract.Readers, if it is known
    held = models.BooleanField(default=False, db_default=False)  # its site shows it to nobody yet
    language = models.CharField(max_length=3, blank=True)
    links = models.JSONField(default=list)
    pictures = models.JSONField(default=list)
    url = models.TextField(blank=True)
    manner = models.CharField(max_length=8, choices=Manner, blank=True, default="", db_default="")  # of words of ours
    holds_until = models.DateTimeField(null=True)  # by when a holding reply says that we come back
    settles = models.BooleanField(default=False, db_default=False)  # its author says that it is settled
    said_at = models.DateTimeField()
    order = models.BigIntegerField(default=0)
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)  # its words went when the time to keep them was over
    kind = models.CharField(max_length=12, blank=True)
    urgency = models.SmallIntegerField(default=0)  # see levels.py
    needs_answer = models.BooleanField(default=False)
    judged_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")  # a person's judgement
    kind_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    urgency_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    outcome_reason = models.CharField(max_length=300, blank=True)  # a person's words, or a rule as "rule:code"
    outcome_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    outcome_at = models.DateTimeField(null=True)
    search = models.GeneratedField(expression=SEARCHED, output_field=SearchVectorField(), db_persist=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "external_id"], name="one_turn_of_a_thing_said")]
        indexes = [
            models.Index(fields=["conversation", "said_at", "order", "id"], name="turn_in_order"),
            models.Index(
                fields=["account", "parent_external_id"], condition=~Q(parent_external_id=""), name="turn_by_parent"
            ),
            models.Index(fields=["account", "waits_below"], condition=~Q(waits_below=""), name="turn_waiting_below"),
            models.Index(fields=["workspace", "said_at"], name="turn_by_time"),  # the figures of a period
            GinIndex(fields=["search"], name="turn_search"),
        ]


class Invitation(models.Model):
    """Somebody outside the team was asked about one conversation; see conversations/experts/."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="invitations")
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=254)  # of mail
    question = models.TextField()
    base = models.CharField(max_length=200)  # how links begin: https://desk.example.org
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)  # when they came first
    answered_at = models.DateTimeField(null=True)  # when they wrote last
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "created_at"], name="invitation_by_time")]

    def __str__(self) -> str:
        return f"{self.pk} in {self.conversation_id}"


class Letter(models.Model):
    """One link of an invitation, and the mail that carries it. Of the link only the fingerprint is kept."""

    class State(models.TextChoices):
        WAITING = "waiting", _("About to be sent")
        CLAIMED = "claimed", _("Being sent")
        SENT = "sent", _("Sent")
        UNCERTAIN = "uncertain", _("Nobody knows whether it was sent")
        FAILED = "failed", _("Not sent")
        SHOWN = "shown", _("Shown to be handed over")  # mail is off

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="letters")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    sha256 = models.CharField(max_length=64, null=True, unique=True)  # null: never left
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)  # when the link was opened; their visit lasts from then on

    class Meta:
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(state__in=["waiting", "claimed"]), name="letter_on_its_way"
            ),
        ]


class Note(models.Model):
    """A colleague's words that only the team sees; or an expert's, then `agent` is who asked them."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="notes")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    proposal = models.BooleanField(default=False, db_default=False)  # meant as words for the customer
    text = models.TextField()
    at = models.DateTimeField()


class Tag(models.Model):
    """A word the team puts on conversations."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    name = models.CharField(max_length=60)
    conversations = models.ManyToManyField(Conversation, related_name="tags")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="one_tag_of_a_name")]

    def __str__(self) -> str:
        return self.name


class Tally(models.Model):
    """How many conversations stand alike, kept by the database as they change; see conversations/tally.py.

    Rows are only added, so that workers never wait for each other here, and folded together now and then: what counts
    is the sum. No foreign keys, for the same reason.
    """

    workspace_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    team_id = models.BigIntegerField(null=True)
    assignee_id = models.BigIntegerField(null=True)
    status = models.CharField(max_length=8)
    snoozed = models.BooleanField()
    asked = models.BooleanField()  # by a customer; the brand's own posts are nobody's matter
    change = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["workspace_id"], name="tally_of_workspace")]


class Keeping(models.Model):
    """How long a workspace keeps one sort of thing of matters that have ended, and how far it has been cleared.

    Without a row, or without months, it is kept for ever. What was reached: every matter that ended up to then is clear.
    """

    class What(models.TextChoices):
        PAYLOADS = "payloads", _("What networks delivered, as it came")
        PICTURES = "pictures", _("Pictures sent with answers")
        SPAM = "spam", _("Words of spam")
        TEXTS = "texts", _("Words of conversations")
        ARCHIVE = "archive", _("Moved into archive files")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="keeping")
    what = models.CharField(max_length=10, choices=What)
    months = models.PositiveSmallIntegerField(null=True)
    reached_at = models.DateTimeField(null=True)
    reached_id = models.BigIntegerField(default=0)
    cleared = models.BigIntegerField(default=0)  # in all
    last_cleared = models.BigIntegerField(default=0)  # in the run that cleared something last
    last_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "what"], name="kept_one_way")]


class SavedView(models.Model):
    """Filters somebody gave a name: their own, their team's, or everybody's. What they mean: conversations/views.py."""

    class Shared(models.TextChoices):
        OWN = "own", _("Only me")
        TEAM = "team", _("My team")
        WORKSPACE = "workspace", _("Everybody")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    owner = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    shared = models.CharField(max_length=10, choices=Shared, default=Shared.OWN)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    filters = models.JSONField(default=dict)
    place = models.IntegerField(default=0)  # in the rail, from the top
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "place", "id"], name="view_in_order")]

    def __str__(self) -> str:
        return self.name


class Bulk(models.Model):
    """One act on many conversations at once: what was asked, how it went, and whether it was undone."""

    class State(models.TextChoices):
        RUNNING = "running", _("Under way")
        DONE = "done", _("Done")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=12)  # see conversations/bulk.py
    given = models.JSONField(default=dict)  # to whom, which word, until when, how it ends
    rows = models.JSONField(default=list)  # what is still to be done: [conversation id, version when it was chosen]
    asked = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    left = models.JSONField(default=dict)  # why some were left alone -> how many
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    restored = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)  # not restored: changed since
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "agent", "at"], name="bulk_by_time")]


class Event(models.Model):
    """Who did what to a conversation, and what is needed to undo it. Never changed but for `undone_at`."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="events")
    what = models.CharField(max_length=30)  # see conversations/history.py
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")  # null: a rule
    details = models.JSONField(default=dict)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    bulk = models.ForeignKey(Bulk, on_delete=models.PROTECT, null=True, related_name="events", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["conversation", "at"], name="event_by_time"),
            models.Index(fields=["bulk", "id"], condition=Q(bulk__isnull=False), name="event_of_bulk"),
        ]
