"""Solvers that are plain Python: data in, a result with bounds out; none of them knows Django."""
