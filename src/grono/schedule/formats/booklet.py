"""The programme as a printed booklet: PDF of pages A5, set by typst with the fonts that it brings along."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, cast

import typst
from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from grono.congress.models import Edition, FundingCredit, Supporter
from grono.kit.sorting import sort_key
from grono.kit.templatetags.grono import language_name
from grono.schedule.queries.programme import Programme, Spot

CONTENT_TYPE = "application/pdf"
TEMPLATE = Path(__file__).with_name("booklet.typ")


def booklet_data(programme: Programme) -> dict[str, Any]:
    """Return all that the booklet says, in the active language (two queries beside the programme's)."""
    edition = programme.edition
    return {
        "language": get_language() or "pl",
        "title": str(edition.title),
        "motto": str(edition.motto),
        "dates": _dates(edition),
        "venue": ", ".join(part for part in (edition.venue, edition.address, edition.town) if part),
        "version": _("Programme, version %(number)s") % {"number": programme.number},
        "notice": _("Demonstration edition: not the programme of a real event.") if edition.is_demonstration else "",
        "words": _words(),
        "days": [_day(day, programme.on_day(day)) for day in programme.days],
        "rooms": [
            {"name": str(room.name), "where": _where(room.building, room.floor), "seats": room.capacity}
            for room in programme.rooms
        ],
        "people": _people(programme.spots),
        "supporters": _supporters(edition),
        "credits": [
            {"name": credit.name, "text": str(credit.text)} for credit in FundingCredit.objects.filter(edition=edition)
        ],
    }


def digest_of(data: Mapping[str, Any]) -> str:
    """Return what is the same for booklets that say and look the same."""
    content = json.dumps(data, ensure_ascii=False, sort_keys=True).encode() + TEMPLATE.read_bytes()
    return hashlib.blake2b(content, digest_size=12).hexdigest()


def write(data: Mapping[str, Any]) -> bytes:
    """Return the booklet as PDF. Texts go to typst as data, never as source, so none of them is read as markup."""
    compiler = typst.Compiler(str(TEMPLATE), font_paths=_fonts(), sys_inputs={"data": json.dumps(data)})
    return cast(bytes, compiler.compile(format="pdf"))


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _words() -> dict[str, str]:
    return {
        "contents": _("Contents"),
        "nothing": _("No session on this day."),
        "cancelled": _("does not take place"),
        "rooms": _("Rooms"),
        "room": _("Room"),
        "where": _("Where"),
        "seats": _("Seats"),
        "people": _("People in the programme"),
        "supporters": _("Those who support the congress"),
    }


def _dates(edition: Edition) -> str:
    first, last = (formats.date_format(day, "DATE_FORMAT") for day in (edition.start_date, edition.end_date))
    return first if first == last else f"{first} – {last}"


def _where(building: str, floor: str) -> str:
    return ", ".join(part for part in (building, _("floor %(floor)s") % {"floor": floor} if floor else "") if part)


def _day(day: date, spots: Sequence[Spot]) -> dict[str, Any]:
    hours = groupby(spots, key=lambda spot: spot.starts_at)
    return {
        "name": formats.date_format(day, "l, j E Y"),
        "hours": [
            {"time": f"{start:%H:%M}", "sessions": [_session(spot) for spot in at_once]} for start, at_once in hours
        ],
    }


def _session(spot: Spot) -> dict[str, Any]:
    minutes = int((spot.ends_at.timestamp() - spot.starts_at.timestamp()) // 60)
    facts = [
        f"{spot.starts_at:%H:%M}–{spot.ends_at:%H:%M}",
        str(spot.room.name),
        str(spot.kind_label),
        _held_in(spot),
        str(spot.track.name) if spot.track else "",
        ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes},
    ]
    return {
        "number": spot.pk,
        "title": str(spot.title),
        "cancelled": spot.is_cancelled,
        "facts": " · ".join(fact for fact in facts if fact),
        "people": [
            {
                "name": person.name,
                "note": ", ".join(
                    part for part in (_("moderator") if person.leads else "", person.organisation) if part
                ),
            }
            for person in spot.people
        ],
        "abstract": paragraphs(str(spot.abstract)),
    }


def _held_in(spot: Spot) -> str:
    held = language_name(spot.language)
    if not spot.interpretation:
        return held
    others = ", ".join(language_name(code) for code in spot.interpretation)
    return _("%(held)s, interpreted into: %(others)s") % {"held": held, "others": others}


def _people(spots: Iterable[Spot]) -> list[dict[str, Any]]:
    """Return everybody with a role in order of their family names, with the sessions in which they appear."""
    found: dict[str, tuple[str, list[int]]] = {}
    for spot in spots:
        for person in spot.people:
            found.setdefault(person.code, (person.name, []))[1].append(spot.pk)
    rows = [(_family_first(name), sessions) for name, sessions in found.values()]
    return [{"name": name, "sessions": sessions} for name, sessions in sorted(rows, key=lambda row: sort_key(row[0]))]


def _family_first(name: str) -> str:
    given, _space, family = name.rpartition(" ")
    return f"{family} {given}".strip()


def _supporters(edition: Edition) -> list[dict[str, Any]]:
    rows = Supporter.objects.filter(level__edition=edition).select_related("level")
    levels = groupby(rows.order_by("level__position", "level", "position", "pk"), key=lambda row: row.level)
    return [{"name": str(level.name), "names": [row.name for row in rows]} for level, rows in levels]


def paragraphs(text: str) -> list[dict[str, Any]]:
    """Return Markdown as blocks (paragraphs and items of lists) of runs: text, strong or not, emphasised or not."""
    blocks: list[dict[str, Any]] = []
    in_item = 0
    for token in _markdown().parse(text):
        in_item += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        if token.type == "inline":
            blocks.append({"kind": "item" if in_item else "text", "runs": list(_runs(token.children or []))})
        elif token.type in ("fence", "code_block"):
            blocks.append({"kind": "text", "runs": [_run(token.content.strip(), 0, 0)]})
    return [block for block in blocks if block["runs"]]


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def _runs(tokens: Iterable[Token]) -> Iterable[dict[str, Any]]:
    strong = emph = 0
    for token in tokens:
        strong += {"strong_open": 1, "strong_close": -1}.get(token.type, 0)
        emph += {"em_open": 1, "em_close": -1}.get(token.type, 0)
        content = " " if token.type in ("softbreak", "hardbreak") else token.content
        if content:
            yield _run(content, strong, emph)


def _run(text: str, strong: int, emph: int) -> dict[str, Any]:
    return {"text": text, "strong": strong > 0, "emph": emph > 0}
