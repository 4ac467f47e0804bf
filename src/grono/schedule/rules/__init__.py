"""Pure rules of the programme: positions in the grid, collisions, differences of versions."""
