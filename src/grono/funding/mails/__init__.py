"""Letters about funding."""
