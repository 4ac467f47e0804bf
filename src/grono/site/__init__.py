"""The web site that joins all modules: settings, addresses, home, search box, dashboards."""
