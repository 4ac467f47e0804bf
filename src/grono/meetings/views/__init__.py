"""Pages of participants, of the hall and of organisers."""
