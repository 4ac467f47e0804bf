"""Pure rules of the programme: positions in the grid, conflicts, changes between versions."""
