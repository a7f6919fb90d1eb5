"""How a reply is signed. Pure."""


def signed(text: str, style: str, name: str, initials: str) -> str:
    """The text as it leaves, with the agent's name as the account's style says; never signed twice."""
    mark = {"initials": f"^{initials}", "name": f"– {name.split(' ', maxsplit=1)[0]}" if name else ""}.get(style, "")
    text = text.strip()
    if not mark or mark in {"^", ""} or text.endswith(mark) or not text:
        return text
    return f"{text} {mark}"
