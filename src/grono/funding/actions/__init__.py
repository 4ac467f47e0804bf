"""Writes of funding: one function per verb."""
