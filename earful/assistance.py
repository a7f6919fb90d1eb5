"""Assistance, if an owner has switched it on: somebody asks, a worker puts it to the model, the answer waits beside the draft.

Nothing leaves while it is off. The call is made by a job, outside any transaction; whoever dies in the middle of it leaves
a question that counts as interrupted a little later, and is never asked twice.
"""

from procrastinate.contrib.django import app

from earful.conversations import audience
from earful.conversations import queries as conversations
from earful.conversations.models import Conversation, Turn
from earful.kit import jobs
from earful.kit.logs import log
from earful.kit.transaction import one_transaction
from earful.replies.assisting import asks, scope, settings, words
from earful.replies.models import Assist, Assistance
from earful.staff.models import Agent
from earful.triage.ungiven import Failed, Ungiven

LANES = 2  # questions of a workspace that are asked at once; other work has the other hands
What = Assist.What
logger = log(__name__)


@one_transaction
def want(conversation: Conversation, agent: Agent, what: str, text: str = "", turn: Turn | None = None) -> Assist:
    """Ask for something. `text`: the draft as it stands, or a word. Raises CannotAssist with a sentence."""
    known = settings.listening(conversation.workspace_id)
    if known is None or what not in What.values:
        raise words.CannotAssist(words.off())
    turn = turn or conversations.answerable(conversation)
    text = text.replace("\0", "").strip()
    readers = scope.readers(conversation, agent, turn)
    if (scope.hidden(conversation, turn) or audience.is_private(readers)) and not known.private:
        raise words.CannotAssist(words.secret())
    if (what in {What.SHORTEN, What.TO_THEIRS, What.EXPLAIN} and not text) or (
        what in {What.DRAFT, What.TO_OURS, What.SUMMARY} and turn is None
    ):
        raise words.CannotAssist(words.nothing(what))
    theirs = what in {What.DRAFT, What.TO_THEIRS}
    language = scope.theirs(conversation, turn) if theirs else scope.ours(agent)
    if what == What.TO_THEIRS and not language:
        raise words.CannotAssist(words.tongueless())
    asked = text if what not in {What.TO_OURS, What.SUMMARY} else ""
    ask = asks.want(
        known, agent, conversation, Assist(what=what, turn=turn, language=language, asked=asked, readers=readers)
    )
    jobs.once(assist, f"assist:{ask.pk}", lock=f"assist:{ask.workspace_id}:{ask.pk % LANES}", assist_id=ask.pk)
    return ask


@app.task(name="assist")
def assist(assist_id: int) -> None:
    """Put one question to the model."""
    claimed = asks.claim(assist_id)
    if claimed is not None:
        put(*claimed)


def put(ask: Assist, known: Assistance) -> None:
    """Whatever comes back, or does not, is written down."""
    from earful.replies.assisting import client, material  # noqa: PLC0415 -- they know the telephone numbers of the world; pages need not

    try:
        answer = client.ask(settings.way(known), ask, material.gather(ask, known), known.patience)
    except Ungiven as failure:
        asks.record_failed(ask, failure.why.value, failure.status)
        logger.info("assist_not_given", assist=ask.pk, why=failure.why, status=failure.status)
    except Exception as error:  # noqa: BLE001 -- help with writing is never worth a job that fails
        asks.record_failed(ask, Failed.BROKEN.value)
        logger.warning("assist_stumbled", assist=ask.pk, error=type(error).__name__)
    else:
        asks.record(ask, answer.text, answer.gaps, answer.sources, answer.took_ms)


@app.periodic(cron="17 * * * *")
@app.task(name="tidy_assists", queueing_lock="tidy_assists")
def tidy(timestamp: int) -> None:
    """Every hour."""
    asks.tidy()
    logger.debug("assists_tidied", at=timestamp)
