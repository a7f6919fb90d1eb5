"""How a story may go on: what is planned when it begins. Whether it happens is seen when its time has come."""

from earful.channels.sandbox.town.cast import BY_NUMBER
from earful.channels.sandbox.town.dice import dice
from earful.channels.sandbox.town.rhythm import patience, wait
from earful.channels.sandbox.town.stories import WANTING
from earful.channels.sandbox.town.turns import Step, Story

PEER = {"question": 0.3, "complaint": 0.1, "suggestion": 0.08}
SIDES = {"complaint": (0.25, 1), "crisis": (0.45, 3), "chatter": (0.2, 1), "suggestion": (0.15, 1), "several": (0.2, 1)}
MORE = {"chatty": 0.4, "anxious": 0.25, "furious": 0.25}


def follow_up(seed: int, story: Story) -> tuple[Step, ...]:
    """Everything that may follow the first post of a story."""
    steps = [*_own(seed, story), *_others(seed, story)]
    if story.kind in WANTING:
        steps += reminders(seed, story, story.at, 1, 0)
    if story.at < 0 and dice(seed, story.number, "native").random() < _staffed(story):
        steps.append(Step(wait(seed, story.at, 420, story.number, "native"), "native", story.number))
    return tuple(step for step in steps if step is not None)


def reminders(seed: int, story: Story, at: float, turn: int, post: int) -> tuple[Step, ...]:
    """The next time somebody asks again, if they are the kind that does."""
    temper = patience(BY_NUMBER[story.person])
    slower, likely = (2.5, 0.3) if at < 0 else (1.0, 0.75)
    if turn > temper.reminders or dice(seed, story.number, "reminds", turn).random() > likely:
        return ()
    return (
        Step(
            wait(seed, at, slower * temper.seconds * turn, story.number, "remind", turn),
            "remind",
            story.number,
            post,
            turn,
        ),
    )


def _own(seed: int, story: Story) -> list[Step]:
    """What the speaker does with the post."""
    person, number, steps = BY_NUMBER[story.person], story.number, []
    roll = dice(seed, number, "own")
    if roll.random() < MORE.get(person.temper, 0.06) and story.kind in WANTING:
        steps.append(Step(wait(seed, story.at, 90, number, "more"), "more", number))
    if roll.random() < (0.5 if story.text != story.meant else 0.03):
        steps.append(Step(wait(seed, story.at, 80, number, "edit"), "edit", number))
    if roll.random() < (0.07 if person.temper in ("furious", "spammer") else 0.025):
        steps.append(Step(wait(seed, story.at, 500, number, "remove"), "remove", number))
    return steps


def _others(seed: int, story: Story) -> list[Step]:
    """What bystanders make of it; a private message has none."""
    if story.kind == "private":
        return []
    steps, number = [], story.number
    roll = dice(seed, number, "others")
    if roll.random() < PEER.get(story.kind, 0.0):
        steps.append(Step(wait(seed, story.at, 240, number, "peer"), "peer", number))
    chance, most = SIDES.get(story.kind, (0.0, 0))
    turns = [turn for turn in range(most) if roll.random() < chance]
    return [
        *steps,
        *(Step(wait(seed, story.at, 150, number, "side", turn), "side", number, turn=turn) for turn in turns),
    ]


def _staffed(story: Story) -> float:
    """How likely the brand answered in the past: nearly all of yesterday, little of the last hour."""
    if story.kind in ("spam", "chatter"):
        return 0.15 if story.kind == "chatter" else 0.0
    hours = -story.at / 3600
    likely = 0.88 if hours > 8 else 0.65 if hours > 3 else 0.4 if hours > 1 else 0.12
    return likely * (0.6 if story.kind in ("praise", "suggestion") else 1.0)
