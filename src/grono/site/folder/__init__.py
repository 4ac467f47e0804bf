"""A congress as a folder of CSV files: templates, reading, checking, loading.

The format is described in docs/reference/congress-folder.md; ``tables.py`` is its single definition.
"""
