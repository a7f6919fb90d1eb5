"""What the guard must know of a conversation to judge words that are to go into it."""

from collections.abc import Sequence
from datetime import timedelta

from earful.channels import registry
from earful.channels.contract import Why
from earful.conversations.audience import is_private, of_answer, reads, way
from earful.conversations.models import Conversation, Manner, Outcome, Turn, Way
from earful.customers.models import Handle
from earful.kit import clock
from earful.replies.guard import About
from earful.replies.guard.reading import plain
from earful.replies.models import Draft

LATEST = 60  # turns that are looked at
OWN = 40  # words of the writer's own, among which the same may be
UNASKED = frozenset({Why.CONTEXT, Why.FOUND})  # said near us, or of us: not to us
ALIKE = 40  # letters; shorter words are the same by chance
BUDGET = timedelta(days=7)
SEEN = (
    "text", "ours", "why", "said_at", "removed_at", "author__name", "author__handle", "author__customer__left_alone_at",
    "agent", "manner", "outcome", "readers",
)  # fmt: skip


def about(draft: Draft, answers: Turn | None, ours: tuple[str, ...], instead: int = 0) -> About:
    """The facts for one draft. `instead`: a turn of ours in whose place it is to stand, as if that were not there."""
    conversation = draft.conversation
    rows = (
        Turn.objects.filter(conversation=conversation, removed_at=None)
        .exclude(pk=instead)
        .select_related("author__customer")
        .only(*SEEN)
    )
    turns = list(rows.order_by("-said_at", "-order", "-id")[:LATEST])
    theirs = [turn for turn in turns if not turn.ours and turn.why not in {*UNASKED, Why.AUTOMATIC}]
    author = answers.author if answers else None
    names = {
        turn.author.shown for turn in turns if turn.author and author and turn.author.pk != author.pk and not turn.ours
    }
    solved = conversation.solved_at is not None and conversation.solved_at <= clock.now()
    wish = author.customer.left_alone_at if author else None
    public = not is_private(of_answer(draft.way, answers, conversation))
    return About(
        said=answers.text if answers else "",
        language=answers.language if answers and answers.language != "und" else "",
        customer=author.shown if author else "",
        others=tuple(sorted(names)),
        ours=(conversation.account.handle, *ours),
        public=public,
        first=not any(turn.ours and turn.manner != Manner.ROBOT for turn in turns),
        holds=draft.holds_until is not None,
        solved=solved and not (public and _ends_in_private(conversation, turns)),
        unasked=answers is not None and answers.why in UNASKED and not theirs,
        by_fellow=_fellow(answers),
        unanswered=_unanswered(conversation, turns, theirs, author),
        same=_same(draft, conversation),
        wish=wish is not None and answers is not None and answers.said_at <= wish,
        hours_left=_hours_left(draft, theirs, answers),
    )


def _unanswered(conversation: Conversation, here: list[Turn], theirs: list[Turn], author: Handle | None) -> int:
    """Messages of ours since they last spoke, on any of the ways on which they do; a week back."""
    since = clock.now() - BUDGET
    spoke = [turn.said_at for turn in theirs[:1]]
    wrote = [turn.said_at for turn in here if turn.ours]
    if author is not None:
        other = Conversation.objects.filter(asker__customer=author.customer_id, last_at__gt=since, merged_into=None)
        rows = Turn.objects.filter(
            conversation__in=other.exclude(pk=conversation.pk), said_at__gt=since, removed_at=None
        )
        elsewhere = list(rows.order_by("-said_at").values_list("ours", "said_at", "author__customer")[:LATEST])
        wrote += [at for ours, at, _who in elsewhere if ours]
        spoke += [at for ours, at, who in elsewhere if not ours and who == author.customer_id]
    return sum(1 for at in wrote if at > max(since, *spoke)) if spoke else 0


def _hours_left(draft: Draft, theirs: list[Turn], answers: Turn | None) -> float | None:
    """For how long the network still takes a private answer; None where it always does, and on a page of ours."""
    conversation = draft.conversation
    account = conversation.account
    hours = registry.get(account.network).allows(account.settings).window_hours
    paged = way(draft.way, answers, conversation) == Way.PAGE
    if hours is None or not theirs or paged or not is_private(of_answer(draft.way, answers, conversation)):
        return None
    return hours - (clock.now() - theirs[0].said_at).total_seconds() / 3600


def _ends_in_private(conversation: Conversation, turns: Sequence[Turn]) -> bool:
    """Whether the public half has had no word of ours since something private was said: one more closes the loop."""
    for turn in turns:  # the latest first
        if is_private(reads(turn, conversation)):
            return not conversation.private
        if turn.ours:
            return False
    return False


def _fellow(answers: Turn | None) -> bool:
    """Whether what it answers ended as answered by a fellow customer."""
    return answers is not None and answers.outcome == Outcome.PEER


def _same(draft: Draft, conversation: Conversation) -> int:
    """In how many other conversations the writer has said these words of late."""
    words = plain(draft.text)
    if len(words) < ALIKE:
        return 0
    since = clock.now() - timedelta(days=1)
    rows = Turn.objects.filter(agent=draft.agent_id, ours=True, said_at__gte=since).exclude(conversation=conversation)
    said = rows.order_by("-id").values_list("conversation", "text")[:OWN]
    return len({where for where, text in said if words in plain(text)})
