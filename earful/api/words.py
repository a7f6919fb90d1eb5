"""What the guard found, and what came meanwhile, in sentences."""

from collections.abc import Iterable

from earful.api.schemas_replies import News, Ruling
from earful.replies import guard, sentences


def rulings(found: Iterable[guard.Ruling]) -> list[Ruling]:
    """Each ruling with its sentence."""
    return [
        Ruling(code=one.code, strength=one.strength.value, words=sentences.ruling(one), mended=one.mended)
        for one in found
    ]


def came(found: Iterable[guard.News]) -> list[News]:
    """What came meanwhile, each with its sentence."""
    return [
        News(
            kind=one.kind,
            words=sentences.ruling(guard.about(one)),
            text=one.words,
            turn_id=one.turn or None,
            dispatch_id=one.dispatch or None,
        )
        for one in found
    ]
