"""Pages of the module, by who looks at them."""
