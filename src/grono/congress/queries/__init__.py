"""Reads of editions and what belongs to them."""

from grono.congress.queries.editions import (
    current_edition,
    edition_by_slug,
    next_deadline,
    numbers,
    participant_of,
    people_of,
    public_editions,
    public_stamp,
)

__all__ = [
    "current_edition",
    "edition_by_slug",
    "next_deadline",
    "numbers",
    "participant_of",
    "people_of",
    "public_editions",
    "public_stamp",
]
