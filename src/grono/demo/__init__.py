"""The demonstration edition: its data, loader, outbox and the bar that changes roles."""
