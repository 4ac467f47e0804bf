"""Reads of editions and what belongs to them."""

from django.db.models import QuerySet
from django.http import Http404

from grono.accounts.models import Person
from grono.congress.choices import Audience
from grono.congress.models import Deadline, Edition, Participant
from grono.kit import clock


def public_editions() -> QuerySet[Edition]:
    """Return the editions everyone may see, the latest first."""
    return Edition.objects.filter(is_public=True)


def current_edition() -> Edition | None:
    """Return the running edition, else the next one to come, else the last one held."""
    today = clock.now().date()
    editions = list(public_editions())
    coming = [edition for edition in editions if edition.end_date >= today]
    return min(coming, key=lambda edition: edition.start_date) if coming else next(iter(editions), None)


def edition_by_slug(slug: str) -> Edition:
    """Return an edition by its address; raises ``Http404``."""
    edition = Edition.objects.filter(slug=slug).first()
    if edition is None:
        raise Http404(f"No edition {slug}.")
    return edition


def participant_of(person: Person, edition: Edition) -> Participant | None:
    """Return the person's part in the edition, if they have one."""
    if not person.is_authenticated:
        return None
    return (
        Participant.objects.filter(edition=edition, person=person.pk)
        .select_related("person", "organisation", "edition")
        .first()
    )


def next_deadline(edition: Edition, audiences: list[str] | None = None) -> Deadline | None:
    """Return the first deadline still ahead for one of the audiences (everyone's always counts)."""
    wanted = {Audience.EVERYONE, *(audiences or [])}
    return edition.deadlines.filter(at__gte=clock.now(), audience__in=wanted).order_by("at").first()
