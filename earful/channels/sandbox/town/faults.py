"""Trouble to order, so that the desk can be seen to survive it."""

from dataclasses import dataclass
from typing import Any

from earful.channels.sandbox.town.asgi import Answer, No, said

LOST_ANSWER = "lost answer"  # carried out, but the connection ends before the answer
LOST_REQUEST = "lost request"  # not carried out, and no answer either
STATUS = "status"  # not carried out; this status instead
KINDS = (LOST_ANSWER, LOST_REQUEST, STATUS)


@dataclass(slots=True)
class Fault:
    """One kind of trouble on one path ("" for every path a brand uses); `times` 0 means until lifted."""

    path: str
    kind: str
    status: int = 500
    words: str = "The town is out of order."
    retry_after: int | None = None
    times: int = 1

    def instead(self) -> Answer | None:
        """What is answered in place of doing what was asked, if it is not done."""
        if self.kind == LOST_ANSWER:
            return None
        if self.kind == LOST_REQUEST:
            return said({})
        after = {} if self.retry_after is None else {"retry-after": str(self.retry_after)}
        return said({"words": self.words}, self.status, after)


class Faults:
    """The troubles now ordered. They are not remembered over a restart."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def plan(self, given: Any) -> None:
        """Replace all trouble by this list. Raises No."""
        try:
            planned = [Fault(**one) for one in given or []]
        except TypeError as error:
            raise No(422, "A fault has path, kind, status, words, retry_after and times.") from error
        if any(fault.kind not in KINDS for fault in planned):
            raise No(422, f"The kinds of fault are: {', '.join(KINDS)}.")
        self._planned = planned

    def met(self, path: str) -> Fault | None:
        """The trouble a request runs into, if any; it is used up by that."""
        for fault in self._planned:
            if fault.path in ("", path):
                if fault.times == 1:
                    self._planned.remove(fault)
                elif fault.times:
                    fault.times -= 1
                return fault
        return None
