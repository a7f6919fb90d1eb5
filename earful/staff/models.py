from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from earful.staff import rules


class Workspace(models.Model):
    """One brand, or house of brands, and its people. Every table carries it in its keys."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    time_zone = models.CharField(max_length=60, default="UTC")
    accent = models.CharField(max_length=20, blank=True)
    answer_within_minutes = models.PositiveIntegerField(
        default=120, help_text=_("What a new desk promises: an answer within so many minutes.")
    )
    take_back_after_minutes = models.PositiveIntegerField(
        null=True,
        default=60,
        db_default=60,
        help_text=_("From somebody who is not here, after so long; empty for never."),
    )
    hand_out = models.CharField(  # who gives matters that nobody has: people, or the desk itself, evenly
        max_length=8, choices=[(h.value, h.value) for h in rules.HandOut], default="by_hand", db_default="by_hand"
    )
    no_picking = models.BooleanField(default=False, db_default=False)  # agents take what comes first, nothing else
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Agent(AbstractUser):
    """A named person who answers. `username` signs in; `public_name` is what customers read."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="agents")
    role = models.CharField(max_length=10, choices=[(r.value, r.value) for r in rules.Role], default=rules.Role.AGENT)
    public_name = models.CharField(max_length=80, blank=True)
    bio = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=80, blank=True, default="", db_default="")  # what they do, as customers read it
    signs = models.CharField(max_length=6, blank=True, default="", db_default="")  # "AK"; no two of a desk the same
    slug = models.CharField(max_length=60, blank=True, default="", db_default="")  # of their own page: /people/ana/
    shown_since = models.DateTimeField(null=True, blank=True)  # when they opened their page to everybody; null: closed
    findable = models.BooleanField(default=False, db_default=False)  # search engines may list their page
    approves = models.BooleanField(default=False, db_default=False)  # was given the right to approve others' answers
    away_from = models.DateTimeField(null=True, blank=True)
    away_until = models.DateTimeField(null=True, blank=True)
    substitute = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)  # when a page of theirs was open last, to some minutes
    languages = models.CharField(
        max_length=200, blank=True, default="", db_default=""
    )  # "de en"; empty: whatever comes
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)  # open matters at once; null: no limit
    given_at = models.DateTimeField(null=True, blank=True)  # when the desk handed them something last

    class Meta(AbstractUser.Meta):  # type: ignore[name-defined,misc]  # -- it is there, and its stubs hide it
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "signs"], condition=~Q(signs=""), name="one_agent_of_initials"
            ),
            models.UniqueConstraint(fields=["workspace", "slug"], condition=~Q(slug=""), name="one_agent_of_a_page"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What colleagues and customers read."""
        return self.public_name or self.get_full_name() or self.username

    @property
    def initials(self) -> str:
        """For round marks."""
        return rules.initials(self.name)

    @property
    def mark(self) -> str:
        """For signatures: initials that nobody else of the desk has."""
        return self.signs or self.initials

    @property
    def speaks(self) -> frozenset[str]:
        """In which languages they answer; none for whatever comes."""
        return frozenset(self.languages.split())

    def is_away(self, now: datetime) -> bool:
        """Whether they said that they are not here now."""
        return (
            self.away_from is not None and self.away_from <= now and (self.away_until is None or now < self.away_until)
        )

    def may(self, act: rules.Act) -> bool:
        """Whether this person may do this; nobody who has left may do anything."""
        given = act is rules.Act.APPROVE and self.approves and rules.may(self.role, rules.Act.ANSWER)
        return self.is_active and (given or rules.may(self.role, act))


class Face(models.Model):
    """The picture somebody shows of themself, made fit: small, and without place or camera data."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    agent = models.OneToOneField(Agent, on_delete=models.CASCADE, related_name="face")
    content = models.BinaryField()
    mime = models.CharField(max_length=40)
    at = models.DateTimeField()


class Team(models.Model):
    """People who share a queue."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=80)
    members = models.ManyToManyField(Agent, related_name="teams", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="one_team_of_a_name")]

    def __str__(self) -> str:
        return self.name


class Skill(models.Model):
    """Something that not everybody can do, in the workspace's own words, and who can."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="skills")
    name = models.CharField(max_length=60)
    agents = models.ManyToManyField(Agent, related_name="skills", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("workspace", Upper("name"), name="one_skill_of_a_name")]

    def __str__(self) -> str:
        return self.name


class ApiToken(models.Model):
    """What lets a program act as a person. Only its fingerprint is kept, so nobody can read it back."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)  # what it is for, in the person's own words
    sha256 = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=12)  # to tell tokens apart by sight
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)  # to the minute
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
