"""Formats in which the programme leaves the site."""
