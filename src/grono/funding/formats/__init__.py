"""Formats that funding reads and writes."""
