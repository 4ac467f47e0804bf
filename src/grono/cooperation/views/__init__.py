"""Pages of the module, by who may see them."""
