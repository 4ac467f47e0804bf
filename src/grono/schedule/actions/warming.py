"""The main public pages of an edition, rendered at a release so that no reader waits for them."""

from urllib.error import URLError
from urllib.request import urlopen

import structlog
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from grono.congress.models import Edition

log = structlog.get_logger(__name__)
SECONDS = 10  # that a page may take
PAGES = (
    "programme-list",
    "programme-now",
    "programme-changes",
    "speakers",
    "programme-ics",
    "programme-xml",
    "programme-json",
)


def addresses_to_warm(edition: Edition) -> list[str]:
    """Return the main public addresses of an edition, each in every language of the interface.

    The programme by day, room and track, as a list and now; changes, speakers, exports.
    """
    days = (edition.end_date - edition.start_date).days + 1
    found = []
    for language in dict(settings.LANGUAGES):
        with override(language):
            programme = reverse("programme", args=[edition.slug])
            found += [programme, *(f"{programme}?day={number}" for number in range(1, days + 1))]
            found += [reverse(name, args=[edition.slug]) for name in PAGES]
            found += [reverse("programme-room", args=[edition.slug, room.code]) for room in edition.rooms.all()]
            found += [reverse("programme-track", args=[edition.slug, track.code]) for track in edition.tracks.all()]
    return found


def warm_programme(edition_id: int) -> int:
    """Visit the main pages of a public edition, as any reader would; return how many answered.

    The web server renders each once and keeps it on the disk for all its processes. A site that cannot be reached from
    here is left alone: its first readers render the pages.
    """
    edition = Edition.objects.filter(pk=edition_id, is_public=True).first()
    if edition is None:
        return 0
    warmed = 0
    for address in addresses_to_warm(edition):
        try:
            with urlopen(settings.BASE_URL + address, timeout=SECONDS) as answer:  # noqa: S310 - our own address
                answer.read()
        except (URLError, TimeoutError) as error:
            log.info("programme_not_warmed", edition=edition.slug, address=address, error=str(error))
            break
        warmed += 1
    log.info("programme_warmed", edition=edition.slug, pages=warmed)
    return warmed
