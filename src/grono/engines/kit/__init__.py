"""The shapes that all engines share: results, limits, progress, cases, the cache of compiled code."""
