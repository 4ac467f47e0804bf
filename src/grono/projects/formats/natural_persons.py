"""Names of natural persons among the participants: sole traders and individual experts have a PIC too.

A heuristic, careful on the side of the person: a name of at most six words with a common given name in it and no word
that firms and institutions bear. Only types under which natural persons take part are looked at.
"""

import re
from functools import cache
from pathlib import Path

_NAMES = Path(__file__).resolve().parent.parent / "data" / "given_names.txt"
_WORDS = re.compile(r"[^\W\d_]+")
_MOST_WORDS = 6
#: Universities, institutes and public bodies are never natural persons.
_TYPES = frozenset({"PRC", "OTH", ""})
_OF_ORGANISATIONS = re.compile(
    r"universi|instit|instyt|gesellschaft|fundac|fondation|fondazione|foundation|stiftung|stichting|spolka|spółka"
    r"|limited|associa|stowarzysz|society|colleg|hospital|szpital|cent[re]|zentrum|centrum|academ|akadem|museum|consor|conservat|fellowship"
    r"|verein|compan|group|holding|technolog|system|industri|energ|city|ayuntamiento|comune|gmina"
    r"|\b(?:gmbh|ag|kg|ug|sa|sas|sarl|eurl|spa|srl|sl|slu|snc|lda|ltda|ltd|llc|llp|plc|inc|bv|nv|ab|as|aps|oy|oyj|ee|oe"
    r"|ike|epe|scea|earl|gaec|doo|sro|kft|zrt|nyrt|se|z o ?o|san|santa|saint|st)\b",
    re.IGNORECASE,
)


def looks_like_a_person(name: str, activity_type: str = "") -> bool:
    """Tell whether a participant's name reads as a natural person's."""
    words = _WORDS.findall(name.upper())
    return (
        activity_type in _TYPES
        and len(words) <= _MOST_WORDS
        and not _given_names().isdisjoint(words)
        and not _OF_ORGANISATIONS.search(name.replace(".", ""))
    )


@cache
def _given_names() -> frozenset[str]:
    return frozenset(_NAMES.read_text(encoding="utf-8").split())
