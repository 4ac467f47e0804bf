"""Solvers that are plain Python: data in, a result with bounds out; none of them knows Django."""

from grono.engines.kit.numba_cache import prepare_numba_cache

prepare_numba_cache()  # here, because numba reads the setting when an engine first imports it
