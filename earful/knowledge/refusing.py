class CannotKeep(ValueError):
    """What somebody asked for cannot be done, in a sentence."""
