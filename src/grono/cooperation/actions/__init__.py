"""What can be done: one function for each verb."""
