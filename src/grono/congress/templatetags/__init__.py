"""Tags of the congress for templates."""
