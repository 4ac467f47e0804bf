"""What a module hands to the search about one record in one language."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SearchText:
    """A text to be found, and what its result line shows.

    ``path`` is the record's address without the language, for example ``organisations/politechnika-slaska/``.
    Words of ``title`` weigh more than words of ``body``.
    """

    object_id: int
    language: str
    title: str
    body: str
    excerpt: str
    path: str
    country: str = ""
    helix_sector: str = ""
