"""Who may do what. The page, the API and the live topics all ask here and nowhere else."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is to the desk."""

    OWNER = "owner"
    LEAD = "lead"
    AGENT = "agent"
    VIEWER = "viewer"


class Act(StrEnum):
    """What can be done; named as a person would say it."""

    READ = "read"  # see conversations and customers
    ANSWER = "answer"  # write, send, undo, close, tag, note, assign
    JOIN = "join"  # merge and split conversations and customers
    AMEND = "amend"  # change and delete what colleagues sent
    VIEWS = "views"  # change views that others share
    TOPICS = "topics"  # name, merge, split and retire topics
    APPROVE = "approve"  # let answers leave that others wrote and that need a second pair of eyes
    ARTICLES = "articles"  # publish articles, open them to everybody, retire them
    SAVED = "saved"  # write saved replies that everybody uses
    ACCOUNTS = "accounts"  # connect and disconnect networks
    STAFF = "staff"  # invite people, change roles
    LEDGER = "ledger"  # see unreadable arrivals, replay
    PROMISES = "promises"  # say what is promised to customers, and when teams are there
    RULES = "rules"  # say what Earful does by itself
    ROUTING = "routing"  # say who gets what: routes, skills, shifts, how much at once
    TRIAGE = "triage"  # see how good triage is, set it back to how it was shipped
    ADMIN = "admin"  # the administration pages


class HandOut(StrEnum):
    """Who gives matters that nobody has to somebody."""

    BY_HAND = "by_hand"  # whoever answers takes them
    LEVEL = "level"  # the desk, to whoever fits, is there and has least


_MAY: dict[str, frozenset[Act]] = {
    Role.OWNER: frozenset(Act),
    Role.LEAD: frozenset(
        {
            Act.READ,
            Act.ANSWER,
            Act.APPROVE,
            Act.JOIN,
            Act.AMEND,
            Act.LEDGER,
            Act.VIEWS,
            Act.TRIAGE,
            Act.TOPICS,
            Act.ARTICLES,
            Act.SAVED,
            Act.PROMISES,
            Act.ROUTING,
            Act.RULES,
        }
    ),
    Role.AGENT: frozenset({Act.READ, Act.ANSWER, Act.JOIN}),
    Role.VIEWER: frozenset({Act.READ}),
}


def may(role: str, act: Act) -> bool:
    """Whether a role allows an act; a role nobody knows allows nothing."""
    return act in _MAY.get(role, frozenset())


def initials(name: str) -> str:
    """The first letters of the first and last word: "Ana Lucía Ortega" -> "AO"."""
    words = [word for word in name.split() if word[:1].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
