"""People, sign-in by mail, consents."""
