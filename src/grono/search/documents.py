"""What a module hands to the search about one record in one language."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class SearchText:
    """A text to be found, how it can be narrowed down to, and what its result line shows.

    ``path`` is the record's address without the language, for example ``organisations/politechnika-slaska/``.
    Words of ``title`` weigh more than words of ``body``. ``region`` is a NUTS code, ``activities`` are NACE codes,
    ``clusters`` their addresses, ``type`` a kind within the kind (the type of a cooperation profile).

    ``meaning`` is the text that the vectors are made of, without names and other words that say nothing; a line is one
    subject. Empty means title and body. ``has_vector`` is false for words
    that a record has in a language in which it says nothing of its own: it is found by them, and understood by its
    other texts.
    """

    object_id: int
    language: str
    title: str
    body: str
    excerpt: str
    path: str
    country: str = ""
    helix_sector: str = ""
    region: str = ""
    activities: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()
    type: str = ""
    meaning: str = ""
    has_vector: bool = True
    is_demonstration: bool = False

    @property
    def digest(self) -> str:
        """Return what changes with the text of the vectors, and empty for a document that has none."""
        text = self.understood
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest() if text else ""

    @property
    def understood(self) -> str:
        """Return the text that the vectors are made of."""
        return (self.meaning or f"{self.title}\n{self.body}").strip() if self.has_vector else ""
