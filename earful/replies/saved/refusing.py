"""Why a saved reply cannot be kept like this."""

from django.utils.translation import gettext as _


class CannotSave(Exception):
    """A sentence for a person, with what it is about in its place."""

    def __init__(self, sentence: str, **figures: str) -> None:
        super().__init__(sentence)
        self.figures = figures

    def __str__(self) -> str:
        """As a person reads it."""
        return _(self.args[0]) % self.figures


class MayNot(CannotSave):
    """It is for others to do."""
