"""Reads of calls, proposals and reviews."""
