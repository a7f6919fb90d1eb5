"""A query in its one written form. `rules.parse(printed(query)) == query`."""

import regex

from earful.listening.tree import All, Either, Field, Near, Node, Not, Term

BARE = regex.compile(r"(?!(?:AND|OR|NOT)$)[\w'’]+")


def printed(node: Node) -> str:
    """As it is kept and shown."""
    match node:
        case Term():
            return _term(node)
        case Field():
            return f"{node.what}:{node.value}{'*' if node.begins else ''}"
        case Not():
            return f"NOT {_grouped(node.part, All, Either, Near)}"
        case All():
            return " AND ".join(_grouped(part, Either) for part in node.parts)
        case Either():
            return " OR ".join(_grouped(part, All) for part in node.parts)
        case Near():
            return f"{_grouped(node.left, Either)} near/{node.within} {_grouped(node.right, Either)}"


def _term(one: Term) -> str:
    text = one.text + ("*" if one.begins else "")
    marks = ("=" if one.exact else "") + ("#" if one.tag else "")
    return marks + (text if BARE.fullmatch(one.text) else f'"{text}"')


def _grouped(node: Node, *kinds: type) -> str:
    return f"({printed(node)})" if isinstance(node, kinds) else printed(node)
