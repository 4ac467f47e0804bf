"""The module in the administration."""
