"""Mails about proposals, each in its reader's language."""
