"""Reading a listening query. What cannot be read says where, and what to do. Pure."""

from dataclasses import dataclass, field

from earful.kit.words import gettext_noop
from earful.listening.anchors import anchors
from earful.listening.lexing import ENDS, Part, Piece, Unclear, pieces
from earful.listening.printing import printed
from earful.listening.tree import Either, Near, Node, Term, any_of, everything, nothing_of

__all__ = ["Unclear", "parse", "printed"]
DEEP, MANY = 20, 300


def parse(text: str) -> Node:
    """A query, understood. Raises Unclear."""
    reader = _Reader(pieces(text))
    if len(reader.row) == 1:
        raise Unclear(gettext_noop("There is nothing to listen for yet. Write a word or a “phrase”."), 1)
    if len(reader.row) > MANY:
        raise Unclear(gettext_noop("It has more than %(most)s parts. Make two queries of it."), 1, most=MANY)
    node = reader.either(0)
    if reader.now.piece is not Piece.END:
        words = gettext_noop("This “)” closes nothing. Take it out, or put a “(” where the group begins.")
        raise Unclear(words, reader.now.at)
    if anchors(node) is None:
        words = gettext_noop("Nearly everything that is said would fit this. Add a word, an author or a site that must be there.")  # fmt: skip
        raise Unclear(words, 1)
    return node


def is_plain(node: Node) -> bool:
    """Whether near can measure from it: a term, or terms of which one will do."""
    return isinstance(node, Term) or (isinstance(node, Either) and all(isinstance(part, Term) for part in node.parts))


@dataclass
class _Reader:
    """Goes through the pieces once, from left to right."""

    row: list[Part]
    place: int = field(default=0)

    @property
    def now(self) -> Part:
        return self.row[self.place]

    def take(self, piece: Piece) -> Part | None:
        """The next piece, if it is such a one."""
        if self.now.piece is not piece:
            return None
        self.place += 1
        return self.row[self.place - 1]

    def either(self, depth: int) -> Node:
        found = [self.all(depth)]
        while self.take(Piece.OR):
            found.append(self.all(depth))
        return any_of(found)

    def all(self, depth: int) -> Node:
        found = [self.one(depth)]
        while self.take(Piece.AND) or self.now.piece not in ENDS:
            found.append(self.one(depth))
        return everything(found)

    def one(self, depth: int) -> Node:
        if self.take(Piece.NOT):
            if depth > DEEP:
                raise Unclear(gettext_noop("Too many groups stand inside each other here. Make two queries of it."), self.now.at)  # fmt: skip
            return nothing_of(self.one(depth + 1))
        left = self.single(depth)
        near = self.take(Piece.NEAR)
        if near is None:
            return left
        right = self.single(depth)
        if self.now.piece is Piece.NEAR:
            words = gettext_noop("One “near” joins two things. Write two of them, joined by AND.")
            raise Unclear(words, self.now.at)
        if not isinstance(left, Term | Either) or not isinstance(right, Term | Either) or not (is_plain(left) and is_plain(right)):  # fmt: skip
            words = gettext_noop("On both sides of “near” stands a word, a phrase, or a group of them joined by OR.")
            raise Unclear(words, near.at)
        return Near(left, right, near.within)

    def single(self, depth: int) -> Node:
        start = self.now
        if start.node is not None:
            self.place += 1
            return start.node
        if self.take(Piece.OPEN):
            if depth >= DEEP:
                raise Unclear(gettext_noop("Too many groups stand inside each other here. Make two queries of it."), start.at)  # fmt: skip
            inner = self.either(depth + 1)
            if not self.take(Piece.CLOSE):
                words = gettext_noop("The group that opens here is never closed. Put a “)” where it ends.")
                raise Unclear(words, start.at)
            return inner
        raise Unclear(*_missing(self.row, self.place))


def _missing(row: list[Part], place: int) -> tuple[str, int]:
    """What is wrong where a word should stand."""
    now, before = row[place], row[place - 1] if place else None
    if now.piece is Piece.CLOSE and before is not None and before.piece is Piece.OPEN:
        return gettext_noop("This group is empty. Write something between “(” and “)”, or take both out."), before.at
    if before is not None and before.piece in {Piece.AND, Piece.OR, Piece.NOT, Piece.NEAR}:
        return gettext_noop("Something is missing after this. Write a word, a phrase or a group behind it."), before.at
    if now.piece is Piece.CLOSE:
        return gettext_noop("This “)” closes nothing. Take it out, or put a “(” where the group begins."), now.at
    return gettext_noop("Something is missing before this. Write a word, a phrase or a group in front of it."), now.at
