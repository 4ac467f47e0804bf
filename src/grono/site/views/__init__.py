"""Pages that join several modules."""
