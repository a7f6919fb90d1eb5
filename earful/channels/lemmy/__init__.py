"""Lemmy: posts and comments of communities, and private messages, as one user of the brand's."""
