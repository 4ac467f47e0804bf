"""Formats in this language."""
