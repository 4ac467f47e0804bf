"""Rules of meetings as pure functions over plain rows: no database, no request."""
