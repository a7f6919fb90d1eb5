"""Earful: a self-hosted social care desk."""

__version__ = "0.1.0"
