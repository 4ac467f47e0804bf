"""What can be done with calls, proposals, reviews and decisions."""
