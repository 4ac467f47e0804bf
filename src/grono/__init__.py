"""Grono: clusters cooperate all year and hold their congress."""
