"""Public projects and who takes part in them."""
