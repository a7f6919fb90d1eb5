"""Answers of ours that stand on this desk, for whoever comes by."""
