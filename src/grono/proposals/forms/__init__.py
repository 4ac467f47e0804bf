"""Forms of calls, proposals and reviews."""
