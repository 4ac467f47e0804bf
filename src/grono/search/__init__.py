"""What can be found: documents and their lemmas."""
