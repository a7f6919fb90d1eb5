"""Public pages: articles for everybody, without sign-in, without scripts, the same for all."""
