"""Mails of the module, each in its reader's language."""
