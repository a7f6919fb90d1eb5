class CannotSort(Exception):
    """A topic cannot be changed like this; the words are for the person who tried."""
