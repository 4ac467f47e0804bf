"""Reads of profiles, of the interest they found, and of agreements."""
