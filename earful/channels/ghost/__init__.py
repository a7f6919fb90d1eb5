"""Comments of members below posts of a Ghost site."""
