"""Pages of an edition: its people, its supporters, and how it is set up."""
