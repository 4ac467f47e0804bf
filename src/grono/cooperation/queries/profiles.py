"""Reads of partnering profiles."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count, F, Max, QuerySet
from django.http import Http404

from grono.accounts.models import Person
from grono.cooperation.choices import ProfileState
from grono.cooperation.models import PartneringProfile
from grono.directory.models import Cluster, Competence, Organisation
from grono.directory.queries import organisations_of
from grono.kit import clock
from grono.search.lemmas import fold

_LEGAL_FORM = re.compile(
    r"\s*(\(.*|,.*|\b(sp\. ?z ?o\. ?o\..*|s\. ?a\.|s\.r\.o\.|a\.s\.|gmbh|ag|ltd|inc|llc|тов)\.?)\s*$", re.IGNORECASE
)
_SHORTEST_NAME = 3


@dataclass(frozen=True)
class ProfileFilter:
    """What a list of profiles is narrowed to; empty means all.

    ``country`` and ``sector`` are those of the organisation; an anonymous profile shows no sector, and is left out
    when one is asked for. ``keyword`` is the code of a competence, ``organisation`` the address of one.
    """

    text: str = ""
    type: str = ""
    country: str = ""
    sector: str = ""
    keyword: str = ""
    language: str = ""
    organisation: str = ""

    def __bool__(self) -> bool:
        return self != ProfileFilter()


def public_profiles() -> QuerySet[PartneringProfile]:
    """Return the profiles that everybody may read today."""
    return PartneringProfile.objects.filter(state=ProfileState.PUBLISHED, valid_until__gte=clock.now().date())


def find_profiles(wanted: ProfileFilter) -> QuerySet[PartneringProfile]:
    """Return the public profiles that fit, the latest first, with their organisations and keywords.

    Every word of the text must stand in the reference, the title, the summary or the description.
    """
    found = public_profiles().select_related("organisation").prefetch_related("keywords")
    for word in fold(wanted.text).split():
        found = found.filter(folded__contains=word)
    if wanted.type:
        found = found.filter(type=wanted.type)
    if wanted.language:
        found = found.filter(language=wanted.language)
    if wanted.country:
        found = found.filter(organisation__country=wanted.country)
    if wanted.sector:
        found = found.filter(organisation__helix_sector=wanted.sector, is_anonymous=False)
    if wanted.organisation:
        found = found.filter(organisation__slug=wanted.organisation, is_anonymous=False)
    if wanted.keyword:
        found = found.filter(
            pk__in=PartneringProfile.keywords.through.objects.filter(competence__code=wanted.keyword).values(
                "partneringprofile"
            )
        )
    return found.order_by("-published_at", "-pk")


def count_by(wanted: ProfileFilter, name: str) -> dict[str, int]:
    """Return how many profiles each value of one filter would show, the other filters kept (one query)."""
    column = {
        "type": "type",
        "language": "language",
        "country": "organisation__country",
        "sector": "organisation__helix_sector",
        "keyword": "keywords__code",
    }[name]
    found = find_profiles(replace(wanted, **{name: ""})).select_related(None).prefetch_related(None)
    if name == "sector":
        found = found.filter(is_anonymous=False)
    counted = found.order_by().values_list(column).annotate(count=Count("pk", distinct=True))
    return {value: count for value, count in counted if value}


def profiles_stamp() -> str:
    """Return a text that changes whenever a profile or its organisation changes, or a day begins (one query)."""
    state = PartneringProfile.objects.aggregate(
        n=Count("pk"), last=Max("updated_at"), owners=Max("organisation__updated_at")
    )
    return f"{state['n']}:{state['last']}:{state['owners']}:{clock.now():%Y%m%d}"


def profile_by_reference(reference: str) -> PartneringProfile:
    """Return a profile with all that its page shows; raises ``Http404``."""
    found = (
        PartneringProfile.objects.select_related("organisation", "cluster", "contact", "reviewed_by")
        .prefetch_related("keywords", "attachments")
        .filter(reference=reference)
        .first()
    )
    if found is None:
        raise Http404(f"No profile {reference}.")
    return found


def profiles_of(organisations: Iterable[Organisation]) -> QuerySet[PartneringProfile]:
    """Return all profiles of organisations, in every state, what needs work first."""
    return (
        PartneringProfile.objects.filter(organisation__in=organisations)
        .select_related("organisation", "cluster")
        .order_by("organisation__name_sort", F("valid_until").asc(nulls_first=True), "-created_at", "pk")
    )


def public_profiles_of(organisation: Organisation) -> QuerySet[PartneringProfile]:
    """Return the public profiles of an organisation that carry its name, the latest first."""
    return public_profiles().filter(organisation=organisation, is_anonymous=False).order_by("-published_at", "-pk")


def profiles_to_review(person: Person) -> QuerySet[PartneringProfile]:
    """Return what waits for a person's review, the longest waiting first; the staff sees everything that waits."""
    waiting = PartneringProfile.objects.filter(state=ProfileState.REVIEW).select_related("organisation", "cluster")
    if not person.is_staff:
        waiting = waiting.filter(cluster__managers__person=person).exclude(
            organisation__in=organisations_of(person, representing=True)
        )
    return waiting.order_by("submitted_at", "pk")


def colleagues(organisation: Organisation) -> QuerySet[Person]:
    """Return who belongs to an organisation at present and can be named as a contact person."""
    return Person.objects.filter(pk__in=organisation.affiliations.filter(ended_date=None).values("person")).order_by(
        "name_sort", "pk"
    )


def clusters_of(organisation: Organisation) -> QuerySet[Cluster]:
    """Return the clusters to which an organisation belongs at present, those it joined first at the front."""
    return Cluster.objects.filter(memberships__organisation=organisation, memberships__left_date=None).order_by(
        F("memberships__joined_date").asc(nulls_last=True), "memberships__pk"
    )


def reviewing_cluster(profile: PartneringProfile) -> Cluster | None:
    """Return the cluster that reviews a profile: the chosen one, else the first that has a manager; else the staff."""
    found = list(clusters_of(profile.organisation).filter(managers__isnull=False))
    return next((cluster for cluster in found if cluster.pk == profile.cluster_id), found[0] if found else None)


def forbidden_words(organisation: Organisation) -> tuple[str, ...]:
    """Return the words by which the text of an anonymous profile would give the organisation away."""
    names = (organisation.name, organisation.short_name, organisation.name_en)
    bare = (_LEGAL_FORM.sub("", _LEGAL_FORM.sub("", name)) for name in names)
    host = organisation.website_name.split("/")[0]
    identifiers = (host, organisation.pic or "", organisation.nip, organisation.krs)
    return tuple(dict.fromkeys(word for word in (*bare, *identifiers) if len(word) >= _SHORTEST_NAME))


def keyword_names() -> dict[str, str]:
    """Return the names of the competences by code, in the active language."""
    return {code: str(name) for code, name in Competence.objects.values_list("code", "name")}
