"""Files that the directory reads."""
