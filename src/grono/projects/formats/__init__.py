"""What projects are published in: one file per standard."""
