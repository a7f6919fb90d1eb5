"""Backups: a copy of the whole database and the keys it is sealed with, in one encrypted file."""
