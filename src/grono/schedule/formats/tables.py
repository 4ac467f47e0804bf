"""Sessions as a table, CSV or XLSX: which column is which, and what its cells mean."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from grono.kit.imports import SheetRow, sheet_of
from grono.kit.tables import Source, Table, UnreadableTable, named_columns, read_table
from grono.schedule.formats.events import (
    Event,
    EventPerson,
    ScheduleFile,
    UnreadableSchedule,
    check_event,
    combined,
    parsed_guid,
    parsed_length,
    parsed_moment,
    refuse_too_many,
)
from grono.search.lemmas import fold

#: Our columns in the order in which a person thinks of them, as the page names them.
LABELS: Mapping[str, str | Promise] = {
    "title": _("Title"),
    "title_pl": _("Title in Polish"),
    "title_en": _("Title in English"),
    "code": _("Code of the session"),
    "guid": _("GUID"),
    "kind": _("Kind"),
    "track": _("Track"),
    "language": _("Language"),
    "room": _("Room"),
    "date": _("Date"),
    "start": _("Start"),
    "end": _("End"),
    "minutes": _("Length"),
    "speakers": _("Speakers"),
    "emails": _("Mail addresses of the speakers"),
    "moderator": _("Moderator"),
    "panellists": _("Panellists"),
    "abstract": _("Description"),
    "abstract_pl": _("Description in Polish"),
    "abstract_en": _("Description in English"),
    "expected": _("Expected audience"),
}
_SYNONYMS: Mapping[str, str] = {
    "title": "tytul, temat, nazwa, nazwa sesji, tytul sesji, tytul wystapienia, sesja, session, session title, name, "
    "event, topic, talk, proposal title",
    "title_pl": "tytul pl, tytul po polsku, tytul polski, title in polish, polish title",
    "title_en": "tytul en, tytul po angielsku, tytul angielski, title in english, english title",
    "code": "kod, kod sesji, symbol, nr, numer, id, lp, session code, session id, event id, number, proposal id",
    "guid": "uuid, identyfikator, unique id, identifier",
    "kind": "rodzaj, typ, forma, rodzaj sesji, typ sesji, format, type, session type, event type, session format",
    "track": "sciezka, sciezka tematyczna, blok tematyczny, tematyka, kategoria, panel tematyczny, theme, category, "
    "stream, session track",
    "language": "jezyk, jezyk sesji, jezyk wystapienia, lang, spoken language",
    "room": "sala, pomieszczenie, miejsce, aula, lokalizacja, location, place, venue, hall, stage, room name",
    "date": "data, dzien, day, session date",
    "start": "poczatek, od, godzina, godz, godzina rozpoczecia, czas rozpoczecia, rozpoczecie, start time, from, "
    "begins, begin, time, starts at, start date, scheduled at",
    "end": "koniec, do, godzina zakonczenia, czas zakonczenia, zakonczenie, end time, to, ends, until, ends at, "
    "end date",
    "minutes": "dlugosc, czas trwania, czas, minuty, min, liczba minut, duration, length, duration minutes, "
    "duration in minutes, length in minutes",
    "speakers": "prelegenci, prelegent, mowcy, mowca, osoby, prowadzacy, autorzy, autor, speaker, speakers names, "
    "speaker names, presenter, presenters, authors, persons, people",
    "emails": "email, e mail, mail, maile, adresy email, adres email, email prelegenta, speaker email, speaker emails",
    "moderator": "moderatorzy, moderacja, moderatorka, chair, host, session chair",
    "panellists": "panelisci, uczestnicy panelu, panelists, panel",
    "abstract": "opis, streszczenie, abstrakt, opis sesji, tresc, description, summary, session abstract",
    "abstract_pl": "opis pl, opis po polsku, streszczenie pl, description pl, abstract in polish",
    "abstract_en": "opis en, opis po angielsku, streszczenie en, description en, abstract in english",
    "expected": "spodziewana liczba osob, liczba osob, frekwencja, audience, expected audience, attendance",
}
_DATES = ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%y")
_LISTED = re.compile(r"[;\n|]|,(?=\s)")


def _plain(name: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in fold(name)).split())


_OURS = {_plain(ours): ours for ours in LABELS} | {
    _plain(synonym): ours for ours, synonyms in _SYNONYMS.items() for synonym in synonyms.split(",")
}


def suggested_mapping(header: Sequence[str]) -> dict[str, str]:
    """Return the file's column for each of ours that a header names, each once, the first that fits."""
    mapping: dict[str, str] = {}
    for theirs in header:
        ours = _OURS.get(_plain(theirs))
        if ours and ours not in mapping:
            mapping[ours] = theirs
    return mapping


def open_table(source: Source) -> Table:
    """Return a table with a name for each of its columns. Raises ``UnreadableSchedule``."""
    try:
        table = read_table(source)
    except UnreadableTable as error:
        raise UnreadableSchedule(str(error)) from error
    refuse_too_many(table.rows)
    return Table(table.file, named_columns(table.header), table.rows, encoding=table.encoding)


def read(table: Table, mapping: Mapping[str, str]) -> ScheduleFile:
    """Return the rows of a table as events; raises ``UnreadableSchedule`` when the mapping names no such columns."""
    sheet = sheet_of(table, required=[], optional=list(LABELS), mapping=mapping)
    if sheet.faults:
        raise UnreadableSchedule("; ".join(str(fault) for fault in sheet.faults))
    return ScheduleFile(events=[_read_row(row) for row in sheet.rows])


def _read_row(row: SheetRow) -> Event:
    texts = {language: row[f"title_{language}"] for language in ("pl", "en") if row[f"title_{language}"]}
    abstracts = {language: row[f"abstract_{language}"] for language in ("pl", "en")} | {"": row["abstract"]}
    event = Event(
        place=_now("row %(number)d") % {"number": row.number},
        title=row["title"],
        key=row["code"],
        code=row["code"],
        titles=texts,
        abstracts={language: text for language, text in abstracts.items() if text},
        kind=row["kind"],
        track=row["track"],
        language=row["language"],
        room=row["room"],
        people=_people(row),
    )
    for fault in row.faults:
        event.fault(fault.column, fault.rule)
    parsed_guid(event, row["guid"])
    _read_times(event, row)
    _read_expected(event, row["expected"])
    check_event(event)
    return event


def _people(row: SheetRow) -> list[EventPerson]:
    """Return everybody named; mail addresses stand in the order of the speakers."""
    speakers, emails = _parts(row["speakers"]), _parts(row["emails"])
    pairs = [
        (speakers[place] if place < len(speakers) else "", emails[place] if place < len(emails) else "")
        for place in range(max(len(speakers), len(emails)))
    ]
    return [
        *(EventPerson(name=name, role="moderator") for name in _parts(row["moderator"])),
        *(EventPerson(name=name, email=email, role="speaker") for name, email in pairs),
        *(EventPerson(name=name, role="panellist") for name in _parts(row["panellists"])),
    ]


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in _LISTED.split(cell) if part.strip()]


def _read_times(event: Event, row: SheetRow) -> None:
    event.start = _moment(event, "start", row["date"], row["start"]) if row["start"] else None
    if row["date"] and not row["start"]:
        event.fault("start", _now("a date without a time; leave both empty for a session without a place"))
    minutes = parsed_length(_digits(row["minutes"])) if row["minutes"] else None
    if row["minutes"] and minutes is None:
        event.fault("minutes", _now("“%(text)s” is no length") % {"text": row["minutes"][:40]})
    if minutes is None and row["end"] and event.start is not None:
        event.end = _moment(event, "end", row["date"] or event.start.date().isoformat(), row["end"])
    if not minutes and event.end is None and not event.faults:
        event.fault("minutes", _now("the length is missing: give minutes, or the end beside the start"))
    event.minutes = minutes or 0


def _moment(event: Event, column: str, day: str, clock: str) -> datetime | None:
    """Return a moment from a cell that holds all of it, or from a date and a time of day."""
    whole = parsed_moment(clock) or _dotted(clock)
    if whole is not None:
        return whole
    found = combined(_date(day), _clock(clock))
    if found is None:
        shown = f"{day} {clock}".strip()[:60]
        event.fault(column, _now("“%(text)s” is no date and time; write 2027-05-19 and 09:30") % {"text": shown})
    return found


def _dotted(text: str) -> datetime | None:
    day, _space, clock = text.strip().partition(" ")
    return combined(_date(day), _clock(clock)) if clock else None


def _date(text: str) -> date | None:
    text = text.strip().split("T")[0].split(" ")[0]
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    for pattern in _DATES:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day of the calendar
        except ValueError:
            continue
    return None


def _clock(text: str) -> time | None:
    found = re.fullmatch(r"(\d{1,2})[:.](\d{2})(?::\d{2})?", text.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def _digits(text: str) -> str:
    """Return a length without its unit: ``45 min`` is ``45``."""
    found = re.fullmatch(r"(\d+)\s*(?:min\.?|minut\w*|minutes?|')", text.strip())
    return found[1] if found else text


def _read_expected(event: Event, text: str) -> None:
    if not text:
        return
    if text.isdigit() and int(text) < 1_000_000:
        event.expected = int(text)
    else:
        event.fault("expected", _now("“%(text)s” is no number of people") % {"text": text[:40]})
