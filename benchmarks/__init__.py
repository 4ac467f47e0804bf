"""Measurements: what an engine does on known instances, one command each."""
