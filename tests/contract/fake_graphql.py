"""GraphQL as small as the played networks need it: what is not in the schema is refused, and only what was asked for is told."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

TOKEN = re.compile(r'\s*(?:(\.\.\.)|([_A-Za-z]\w*)|(-?\d+)|"((?:[^"\\]|\\.)*)"|([{}()\[\]:$!=,]))')
Schema = Mapping[str, Mapping[str, str]]  # of each type its fields and their types; "" for what has no fields


class Wrong(Exception):
    """A field that cannot be told, with what GitHub calls it."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind, self.message = kind, message


@dataclass
class Pick:
    """A field with its arguments, or (`on`) a piece that counts for one type only."""

    name: str = ""
    alias: str = ""
    args: dict[str, Any] = field(default_factory=dict)
    picks: list["Pick"] = field(default_factory=list)
    on: str | None = None
    spread: str = ""


@dataclass(frozen=True)
class Variable:
    name: str


class Reader:
    """From text to picks."""

    def __init__(self, text: str) -> None:
        self.tokens = [next((part for part in found.groups() if part), "") for found in TOKEN.finditer(text)]
        self.quoted = [found[4] is not None for found in TOKEN.finditer(text)]
        self.at = 0

    def next(self, wanted: str = "") -> str:
        token = self.tokens[self.at]
        if wanted and token != wanted:
            raise Wrong("", f"Expected {wanted}, actual: {token}")
        self.at += 1
        return token

    def ahead(self, token: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at] == token and not self.quoted[self.at]

    def document(self) -> tuple[str, list[Pick], dict[str, Pick]]:
        kind, picks, pieces = "query", list[Pick](), dict[str, Pick]()
        while self.at < len(self.tokens):
            word = self.next() if not self.ahead("{") else "query"
            if word == "fragment":
                name = self.next()
                self.next("on")
                pieces[name] = Pick(on=self.next(), picks=self.picks())
                continue
            kind = word
            while not self.ahead("{"):
                self.next()
            picks = self.picks()
        return kind, picks, pieces

    def picks(self) -> list[Pick]:
        self.next("{")
        found = []
        while not self.ahead("}"):
            found.append(self.pick())
        self.next("}")
        return found

    def pick(self) -> Pick:
        if self.ahead("..."):
            self.next()
            if self.ahead("on"):
                self.next()
                return Pick(on=self.next(), picks=self.picks())
            return Pick(spread=self.next())
        made = Pick(self.next())
        if self.ahead(":"):
            self.next()
            made.alias, made.name = made.name, self.next()
        if self.ahead("("):
            made.args = self.fields("(", ")")
        if self.ahead("{"):
            made.picks = self.picks()
        return made

    def fields(self, opened: str, closed: str) -> dict[str, Any]:
        self.next(opened)
        found = {}
        while not self.ahead(closed):
            if self.ahead(","):
                self.next()
                continue
            name = self.next()
            self.next(":")
            found[name] = self.value()
        self.next(closed)
        return found

    def value(self) -> Any:
        if self.ahead("$"):
            self.next()
            return Variable(self.next())
        if self.ahead("{"):
            return self.fields("{", "}")
        quoted, token = self.quoted[self.at], self.next()
        return int(token) if not quoted and token.lstrip("-").isdigit() else token


class Graph:
    """`roots`: what queries and mutations begin from; values are plain, or callables that are given the arguments."""

    def __init__(self, schema: Schema, roots: Mapping[str, Mapping[str, Any]]) -> None:
        self.schema, self.roots = schema, roots

    def answer(self, text: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        self.variables, self.errors = variables, list[dict[str, Any]]()
        try:
            kind, picks, self.pieces = Reader(text).document()
            base = "Mutation" if kind == "mutation" else "Query"
            data = self._object(base, self.roots[base], picks, [])
        except Wrong as wrong:
            return {"errors": [{"message": wrong.message, **({"type": wrong.kind} if wrong.kind else {})}]}
        return {"data": data, **({"errors": self.errors} if self.errors else {})}

    def _object(self, kind: str, one: Mapping[str, Any], picks: list[Pick], path: list[Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for pick in picks:
            piece = self.pieces[pick.spread] if pick.spread else pick
            if piece.on is not None:
                self._known(piece.on)
                if piece.on in (kind, "Actor"):
                    found |= self._object(kind, one, piece.picks, path)
                continue
            if pick.name == "__typename":
                found["__typename"] = kind
                continue
            found[pick.alias or pick.name] = self._field(kind, one, pick, [*path, pick.alias or pick.name])
        return found

    def _known(self, kind: str, name: str = "") -> str:
        fields = self.schema.get(kind)
        if fields is None:
            raise Wrong("undefinedType", f"No such type {kind}, so it can't be a fragment condition")
        if name and name not in fields:
            raise Wrong("undefinedField", f"Field '{name}' doesn't exist on type '{kind}'")
        return fields[name] if name else ""

    def _field(self, kind: str, one: Mapping[str, Any], pick: Pick, path: list[Any]) -> Any:
        of = self._known(kind, pick.name)
        if bool(of) != bool(pick.picks):
            raise Wrong("selectionMismatch", f"Field '{pick.name}' must have selections exactly where it has fields")
        args = self._filled(pick.args)
        if of.endswith("Connection") and not 1 <= int(args.get("first") or args.get("last") or 0) <= 100:
            raise Wrong("MISSING_PAGINATION_BOUNDARIES", f"You must provide a `first` or `last` value on `{pick.name}`")
        try:
            value = one.get(pick.name)
            value = value(args) if isinstance(value, Callable) else value  # type: ignore[arg-type]  # -- an ABC
        except Wrong as wrong:
            self.errors.append({"type": wrong.kind, "path": path, "message": wrong.message})
            return None
        return self._told(of, value, pick.picks, path)

    def _told(self, of: str, value: Any, picks: list[Pick], path: list[Any]) -> Any:
        if isinstance(value, list) and of:
            return [self._told(of, one, picks, [*path, place]) for place, one in enumerate(value)]
        if isinstance(value, Wrong):
            self.errors.append({"type": value.kind, "path": path, "message": value.message})
            return None
        if of and isinstance(value, Mapping):
            return self._object(value.get("__typename", of), value, picks, path)
        return value

    def _filled(self, value: Any) -> Any:
        if isinstance(value, Variable):
            return self.variables.get(value.name)
        return {name: self._filled(one) for name, one in value.items()} if isinstance(value, dict) else value


def connection(some: list[Any], args: Mapping[str, Any]) -> dict[str, Any]:
    """A page of a list, by cursors that say how far from the beginning it is."""
    start, end = int(args.get("after") or 0), int(args.get("before") or len(some))
    if args.get("first"):
        end = min(end, start + args["first"])
    else:
        start = max(start, end - args["last"])
    info = {"hasNextPage": end < len(some), "hasPreviousPage": start > 0}
    info |= {"startCursor": str(start), "endCursor": str(end)}
    return {"nodes": some[start:end], "pageInfo": info, "totalCount": len(some)}
