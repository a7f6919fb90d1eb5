"""A query put together from plain lists, for those who do not write the language. Pure."""

from collections.abc import Iterable, Sequence

from earful.listening.lexing import Unclear
from earful.listening.printing import printed
from earful.listening.rules import parse
from earful.listening.tree import Field, Node, Term, What, any_of, everything, nothing_of, term, wanted


def composed(
    any_lines: Iterable[str], all_lines: Iterable[str], none_lines: Iterable[str], *, tags: bool, language: str
) -> str:
    """The text of a query: one of the first, each of the second, none of the third. Raises Unclear.

    `tags`: the first also as hashtags. A line is a word or a phrase; a star at its end stands for what may follow.
    """
    ours = _terms(any_lines)
    either: list[Node] = [*ours]
    if tags:
        either += [term(one.text, tag=True, begins=one.begins) for one in ours if len(wanted(one)) > 1]
    parts: list[Node] = [any_of(either)] if either else []
    parts += _terms(all_lines)
    parts += [nothing_of(one) for one in _terms(none_lines)]
    if language and parts:
        parts.append(Field(What.LANG, language))
    return printed(everything(parts)) if parts else ""


def _terms(lines: Iterable[str]) -> Sequence[Term]:
    """Each line is read as a phrase. Raises Unclear."""
    found = []
    for line in filter(None, map(str.strip, lines)):
        begins = line.endswith("*")
        made = parse(f'"{term(line).text}{"*" if begins else ""}"')
        if not isinstance(made, Term):
            raise Unclear("", 1)
        found.append(made)
    return found
