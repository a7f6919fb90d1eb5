"""What may go wrong without being a mistake of ours."""


class Trouble(Exception):
    """An expected failure; `words` is one sentence for the person at the terminal."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def tell_last(text: str) -> str:
    """The last line of what another program said, without its full stop."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else "no reason given"
