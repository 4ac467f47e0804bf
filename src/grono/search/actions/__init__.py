"""Keeping the search in step with the records: words at once, meanings by a job."""

from grono.search.actions.indexing import index_everything, index_records
from grono.search.actions.vectors import refresh_vectors

__all__ = ["index_everything", "index_records", "refresh_vectors"]
