"""Any file of a schedule: which format it is in, and what its words for kinds and languages mean."""

import io
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from grono.congress.choices import SessionKind
from grono.schedule.choices import ScheduleFormat
from grono.schedule.formats import frab_json, frab_xml, tables
from grono.schedule.formats.events import MOST_BYTES, ScheduleFile, UnreadableSchedule
from grono.search.lemmas import fold

#: Words for kinds of sessions as other systems and people write them.
_KINDS = {
    SessionKind.PLENARY: "plenary, plenary session, keynote, opening, closing, ceremony, sesja plenarna, plenarna, "
    "plenarne, plenum, otwarcie, zamkniecie, inauguracja, wyklad inauguracyjny",
    SessionKind.PANEL: "panel, panel discussion, discussion, debate, round table, roundtable, podium, "
    "panel dyskusyjny, dyskusja, debata, okragly stol",
    SessionKind.TALK: "talk, lecture, presentation, paper, lightning talk, lightning_talk, short talk, wyklad, "
    "prelekcja, referat, prezentacja, wystapienie, odczyt, talk/lecture",
    SessionKind.WORKSHOP: "workshop, hands-on, hands on, tutorial, training, masterclass, warsztat, warsztaty, "
    "szkolenie, zajecia praktyczne",
}
_KIND_OF = {word.strip(): kind for kind, words in _KINDS.items() for word in words.split(",")}
_LANGUAGES = {
    "pl": "polski, polish, po polsku, polnisch",
    "en": "angielski, english, po angielsku, englisch",
    "de": "niemiecki, german, deutsch",
    "cs": "czeski, czech, cestina",
    "uk": "ukrainski, ukrainian",
    "sk": "slowacki, slovak",
    "lt": "litewski, lithuanian",
    "hu": "wegierski, hungarian",
    "fr": "francuski, french",
}
_LANGUAGE_OF = {word.strip(): code for code, words in _LANGUAGES.items() for word in words.split(",")}


def format_of(content: bytes) -> ScheduleFormat:
    """Tell what a file is by how its content begins; what is neither XML nor JSON is taken for a table."""
    first = content[:400].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1]
    return {b"<": ScheduleFormat.XML, b"{": ScheduleFormat.JSON, b"[": ScheduleFormat.JSON}.get(
        first, ScheduleFormat.TABLE
    )


def read_schedule(name: str, content: bytes, mapping: Mapping[str, str] | None = None) -> ScheduleFile:
    """Read a file in any of the formats; ``mapping`` names a table's column for each of ours, else they are guessed.

    Raises ``UnreadableSchedule``.
    """
    match format_of(content):
        case ScheduleFormat.XML:
            found = frab_xml.read(content)
        case ScheduleFormat.JSON:
            found = frab_json.read(content)
        case _:
            table = table_of(name, content)
            found = tables.read(table, tables.suggested_mapping(table.header) if mapping is None else mapping)
    if not found.events:
        raise UnreadableSchedule(_("the file holds no event"))
    return found


def table_of(name: str, content: bytes) -> Any:
    """Return the table in a CSV or XLSX file. Raises ``UnreadableSchedule``."""
    if len(content) > MOST_BYTES:
        raise UnreadableSchedule(_("the file is larger than %(size)d MB") % {"size": MOST_BYTES // 2**20})
    source = io.BytesIO(content)
    source.name = name
    return tables.open_table(source)


def kind_named(text: str) -> SessionKind | None:
    """Return the kind of session that a word means; ``None`` when it is not known."""
    word = " ".join(fold(text).split())
    return _KIND_OF.get(word) or next((kind for kind in SessionKind if word == kind.value), None)


def language_named(text: str) -> str:
    """Return the code of a language from a code, a tag such as ``pl-PL``, or a name; empty when it is not known."""
    word = fold(text).strip()
    if word in _LANGUAGE_OF:
        return _LANGUAGE_OF[word]
    found = re.fullmatch(r"([a-z]{2})(?:[-_][a-z0-9]+)*", word)
    return found[1] if found else ""
