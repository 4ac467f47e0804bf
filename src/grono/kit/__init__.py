"""Helpers with three or more users: the embedded database, processes, the environment, the registry."""
