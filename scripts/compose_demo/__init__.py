"""Composes the invented part of the demo edition: a folder of CSV files that `grono congress load` reads.

The words are in `tables/` (who, where, when) and `words/` (how each language says it); the modules here
choose, cast and combine them with a fixed seed. `python -m scripts.compose_demo` rewrites the folder.
"""
