"""Marks text for translation in files that may not import Django (gettext's extractor knows this name)."""


def gettext_noop(text: str) -> str:
    """Return the text unchanged; it is translated where it is shown."""
    return text
