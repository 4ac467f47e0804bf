"""Pages of projects: those for everybody, and those of whoever prepares one."""
