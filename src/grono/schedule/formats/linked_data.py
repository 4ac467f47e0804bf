"""The programme as schema.org describes events (https://schema.org/Event), for search engines and assistants."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from grono.congress.choices import ParticipantStatus
from grono.congress.models import Edition
from grono.schedule.models import Placement, Session
from grono.schedule.queries import Programme, Spot

CONTEXT = "https://schema.org"
SCHEDULED, CANCELLED = (f"https://schema.org/Event{word}" for word in ("Scheduled", "Cancelled"))
ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def edition_document(programme: Programme, spots: Iterable[Spot]) -> SafeString:
    """Return the congress with some of its sessions as sub-events, ready for a ``script`` element."""
    edition = programme.edition
    return as_script({"@context": CONTEXT, **_edition(edition), "subEvent": [_spot(spot, edition) for spot in spots]})


def session_document(session: Session, place: Placement | None) -> SafeString:
    """Return a session as an event of the congress; empty while it has no time and room."""
    if place is None:
        return mark_safe("")
    edition = session.edition
    document = {
        "@context": CONTEXT,
        "@type": "Event",
        "name": str(session.title),
        "description": str(session.abstract),
        "url": _address("session", edition.slug, session.code),
        "startDate": place.starts_at.astimezone(edition.zone).isoformat(),
        "endDate": place.ends_at.astimezone(edition.zone).isoformat(),
        "inLanguage": session.language,
        "eventStatus": CANCELLED if session.cancelled_at else SCHEDULED,
        "location": _place(edition, str(place.room)),
        "performer": [
            {"@type": "Person", "name": str(role.participant)}
            for role in session.roles.all()
            if role.participant.status == ParticipantStatus.CONFIRMED
        ],
        "superEvent": _edition(edition),
    }
    return as_script(document)


def as_script(document: Mapping[str, Any]) -> SafeString:
    """Return JSON in which nothing can end a ``script`` element."""
    text = json.dumps(_filled(document), ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(ESCAPES))  # noqa: S308 - the three characters of markup are escaped


def _filled(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if value not in ("", [], None)}


def _edition(edition: Edition) -> dict[str, Any]:
    return _filled(
        {
            "@type": "Event",
            "name": str(edition.title),
            "description": str(edition.motto),
            "url": _address("programme", edition.slug),
            "startDate": edition.start_date.isoformat(),
            "endDate": edition.end_date.isoformat(),
            "eventStatus": SCHEDULED,
            "location": _place(edition, edition.venue),
        }
    )


def _place(edition: Edition, name: str) -> dict[str, Any]:
    address = {
        "@type": "PostalAddress",
        "streetAddress": edition.address,
        "addressLocality": edition.town,
        "addressCountry": edition.country,
    }
    return {"@type": "Place", "name": name, "address": _filled(address)}


def _spot(spot: Spot, edition: Edition) -> dict[str, Any]:
    return _filled(
        {
            "@type": "Event",
            "name": str(spot.title),
            "url": _address("session", edition.slug, spot.code),
            "startDate": spot.starts_at.isoformat(),
            "endDate": spot.ends_at.isoformat(),
            "inLanguage": spot.language,
            "eventStatus": CANCELLED if spot.is_cancelled else "",
            "location": {"@type": "Place", "name": str(spot.room)},
            "performer": [{"@type": "Person", "name": person.name} for person in spot.people],
        }
    )


def _address(name: str, *arguments: str) -> str:
    return settings.BASE_URL + reverse(name, args=arguments)
