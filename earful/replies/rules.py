"""How a reply is signed. Pure."""


def signed(text: str, style: str, name: str, initials: str) -> str:
    """The text as it leaves, with the agent's name as the account's style says; never signed twice."""
    first = " ".join(name.split()[:1])
    mark = {"initials": initials and f"^{initials}", "name": first and f"– {first}"}.get(style, "")
    text = text.strip()
    if not mark or not text or text.endswith(mark):
        return text
    return f"{text} {mark}"
