"""Forms of an edition."""
