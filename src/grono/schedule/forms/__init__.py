"""Forms of sessions and of imported schedules."""
