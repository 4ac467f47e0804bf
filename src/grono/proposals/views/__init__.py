"""Pages of calls, proposals and reviews."""
