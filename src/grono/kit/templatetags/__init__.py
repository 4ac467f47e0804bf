"""Template tags that are built into every template."""
