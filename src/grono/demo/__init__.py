"""The demonstration edition and the data it is made of."""
