"""Formats in which agendas leave the site."""
