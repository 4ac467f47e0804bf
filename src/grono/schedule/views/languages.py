"""Languages of the congress: what is held in which, and what is interpreted into which."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from grono.congress.equipment import INTERPRETATION
from grono.congress.models import Edition
from grono.kit.pages import cached_page
from grono.schedule.queries import Spot, released_programme
from grono.schedule.views.stamps import edition_of, release_stamp


@dataclass(frozen=True)
class Language:
    """A language with how many sessions of the released programme are held in it or interpreted into it."""

    code: str
    held: int
    interpreted: int


@cached_page(stamp=release_stamp)
def languages(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Say what somebody who speaks a language can follow, and in which rooms there is interpretation."""
    edition = edition_of(request, edition_slug)
    found = released_programme(edition)
    spots = [spot for spot in found.spots if not spot.is_cancelled] if found else []
    context = {
        "edition": edition,
        "programme": found,
        "languages": _languages(edition, spots),
        "rooms": edition.rooms.filter(equipment__contains=[INTERPRETATION]),
    }
    return render(request, "schedule/languages.html", context)


def _languages(edition: Edition, spots: list[Spot]) -> list[Language]:
    """Return the languages of the edition, and those that only some sessions have."""
    further = sorted({code for spot in spots for code in (spot.language, *spot.interpretation)})
    return [
        Language(
            code,
            held=sum(spot.language == code for spot in spots),
            interpreted=sum(code in spot.interpretation for spot in spots),
        )
        for code in dict.fromkeys([*edition.languages, *further])
    ]
