"""Jobs of the module: they take ids, load and delegate."""
