from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from earful.conversations.models import Conversation, Turn
from earful.knowledge.rules import BITS
from earful.staff.models import Agent, Workspace


class Bits(models.Field):  # type: ignore[type-arg] # -- no generic at run time
    """A meaning in short: for each of its numbers whether it is above what is usual."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002 -- Django's own
        """As PostgreSQL calls it."""
        return f"bit({BITS})"


class Article(models.Model):
    """Something the team knows. Its words stand by language, each change of them in an edition of its own."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    slug = models.CharField(max_length=80)  # in its address
    public = models.BooleanField(default=False)  # for everybody, or only for the team
    owner = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "slug"], name="one_article_of_an_address")]


class Wording(models.Model):
    """An article in one language. Without a published edition it is a draft."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="wordings")
    language = models.CharField(max_length=3)
    newest = models.PositiveIntegerField(default=0)  # number of its newest edition
    published = models.ForeignKey("Edition", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    search = SearchVectorField(null=True)  # of the published edition

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "language"], name="one_wording_of_a_language")]
        indexes = [GinIndex(fields=["search"], name="wording_search")]


class Edition(models.Model):
    """What an article said in one language from one change to the next. Never changed."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    wording = models.ForeignKey(Wording, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    body = models.TextField()
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wording", "number"], name="one_edition_at_a_number")]


class Passage(models.Model):
    """What can be suggested: a part of a published article, or an answer of ours.

    Of an answer its words stand in the conversation alone; here are only those by which it is found.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, null=True, related_name="passages")
    turn = models.OneToOneField(Turn, on_delete=models.CASCADE, null=True, related_name="+")  # the answer
    asked = models.ForeignKey(Turn, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, null=True, related_name="+")
    item = models.BigIntegerField(null=True)  # which version of the answer was read
    text = models.TextField(blank=True)  # of an article; an answer's stands in its conversation
    language = models.CharField(max_length=3, blank=True)
    search = SearchVectorField(null=True)
    length = models.PositiveIntegerField(default=0)  # different words
    usable = models.BooleanField(default=True)  # an answer whose matter is not solved is none yet
    heard = models.BooleanField(default=False)  # whether a worker has read it
    personal = models.BooleanField(default=False)  # an answer that tells a number, an address: never suggested

    class Meta:
        indexes = [
            GinIndex(fields=["search"], name="passage_search"),
            models.Index(fields=["workspace", "id"], condition=Q(heard=False), name="passage_unheard"),
            models.Index(fields=["workspace", "id"], condition=Q(usable=False), name="passage_unusable"),
        ]


class Gist(models.Model):
    """The meaning of a passage, or of what was asked before it, in few bits: a narrow table, read as a whole."""

    class Sort(models.TextChoices):
        SAID = "s", _("What it says")
        ASKED = "a", _("What was asked")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="gists")
    sort = models.CharField(max_length=1, choices=Sort)
    bits = Bits()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["passage", "sort"], name="one_gist_of_a_sort")]


class Word(models.Model):
    """In how many passages a word stands, as counted last. The empty word counts them all."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    word = models.CharField(max_length=255)
    passages = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "word"], name="one_count_of_a_word")]


class Gathered(models.Model):
    """Up to which turn a workspace's answers were gathered."""

    workspace = models.OneToOneField(Workspace, on_delete=models.PROTECT, primary_key=True, related_name="+")
    turn = models.BigIntegerField(default=0)


class Use(models.Model):
    """Somebody took a suggestion into what they write."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, null=True, related_name="+")
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "-at"], name="use_newest")]


class Repeat(models.Model):
    """Nearly the same answer, written again and again: worth an article? Declined, it stays so."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        WRITTEN = "written", _("Written")
        DECLINED = "declined", _("Declined")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    answers = models.ManyToManyField(Passage, related_name="repeats")
    article = models.ForeignKey(Article, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "state", "-at"], name="repeat_newest")]
