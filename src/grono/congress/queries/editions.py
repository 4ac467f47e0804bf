"""Reads of editions and what belongs to them."""

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.http import Http404

from grono.accounts.models import Person
from grono.congress.choices import Audience, ParticipantStatus
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
    try:
        return Edition.objects.get(slug=slug)
    except Edition.DoesNotExist:
        raise Http404(f"No edition {slug}.") from None


def public_stamp(slug: str) -> str | None:
    """Return what a kept page of an edition is valid for, or ``None`` for an edition that is not shown to everyone.

    Plain SQL, because this one query is most of what a kept page costs. Raises ``Http404``.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, stamp, is_public FROM congress_edition WHERE slug = %s", [slug])
        row = cursor.fetchone()
    if row is None:
        raise Http404(f"No edition {slug}.")
    return f"{row[0]}.{row[1]}" if row[2] else None


def participant_of(person: Person | AnonymousUser, edition: Edition) -> Participant | None:
    """Return the person's part in the edition, if they have one."""
    if not isinstance(person, Person):
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


def people_of(edition: Edition, text: str = "") -> QuerySet[Participant]:
    """Return confirmed participants in order of their names, those whom every word of ``text`` fits."""
    found = (
        Participant.objects.filter(edition=edition, status=ParticipantStatus.CONFIRMED)
        .select_related("person", "organisation")
        .prefetch_related("offers", "seeks")
        .order_by("person__name_sort", "pk")
    )
    for word in text.split():
        found = found.filter(
            Q(person__family_name__icontains=word)
            | Q(person__given_name__icontains=word)
            | Q(organisation__name__icontains=word)
            | Q(profile__icontains=word)
        )
    return found


def numbers(edition: Edition) -> dict[str, int]:
    """Return how many people, organisations and countries take part (one query)."""
    return edition.participants.filter(status=ParticipantStatus.CONFIRMED).aggregate(
        people=Count("pk"),
        organisations=Count("organisation", distinct=True),
        countries=Count("organisation__country", distinct=True),
    )
