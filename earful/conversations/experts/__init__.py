"""Experts: somebody outside the team who is asked about one conversation, without an account of their own."""
