"""Which edition an address means, and under what its public pages stay valid."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from grono.congress.models import Edition
from grono.congress.queries import edition_by_slug
from grono.kit import clock
from grono.kit.access import require

FRESH = timedelta(minutes=5)  # how often the mark of what is on now may move on a kept page
EDITION = "_edition"


def edition_of(request: HttpRequest, slug: str) -> Edition:
    """Return the edition of the address, read once per request; raises ``Http404``, also when it is not public yet."""
    edition = _edition(request, slug)
    if not edition.is_public:
        require(request, "congress.view_edition", edition)
    return edition


def release_stamp(request: HttpRequest, edition_slug: str, **_address: Any) -> str | None:
    """Return the stamp of a page that changes with the edition alone; ``None`` while the edition is not public."""
    edition = _edition(request, edition_slug)
    return f"{edition.pk}.{edition.stamp}" if edition.is_public else None


def moment_stamp(request: HttpRequest, edition_slug: str, **_address: Any) -> str | None:
    """Return the stamp of a page that marks what is on: it also changes every five minutes while the edition is on.

    On all other days it stays, and with it a page rendered at the release.
    """
    stamp = release_stamp(request, edition_slug)
    edition = _edition(request, edition_slug)
    moment = clock.now().astimezone(edition.zone)
    if stamp is None or not edition.start_date <= moment.date() <= edition.end_date:
        return stamp and f"{stamp}.{moment.date()}"
    return f"{stamp}.{int(moment.timestamp() // FRESH.total_seconds())}"


def _edition(request: HttpRequest, slug: str) -> Edition:
    edition: Edition | None = getattr(request, EDITION, None)
    if edition is None:
        edition = edition_by_slug(slug)
        setattr(request, EDITION, edition)
    return edition
