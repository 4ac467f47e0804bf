"""Partnering profiles, expressions of interest and the agreements that come of them."""
