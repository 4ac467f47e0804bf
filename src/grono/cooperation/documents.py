"""What of cooperation the search finds."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from grono.cooperation.models import PartneringProfile
from grono.cooperation.queries.profiles import public_profiles
from grono.directory.models import Membership
from grono.kit.countries import country_name
from grono.kit.registry import SearchSource
from grono.search.documents import SearchText

EXCERPT = 240
MEANING = 1200


def documents(ids: Iterable[int] | None) -> Iterator[SearchText]:
    """Yield each public profile in its own language; an anonymous one says no more of its owner than the country."""
    memberships = Membership.objects.filter(left_date=None).select_related("cluster")
    found = (
        public_profiles()
        .select_related("organisation")
        .prefetch_related("keywords", "organisation__activities", Prefetch("organisation__memberships", memberships))
    )
    if ids is not None:
        found = found.filter(pk__in=list(ids))
    for profile in found.iterator(chunk_size=500):
        yield SearchText(
            object_id=profile.pk,
            language=profile.language,
            title=profile.title,
            body=_body(profile),
            excerpt=profile.summary[:EXCERPT],
            path=f"cooperation/{profile.reference}/",
            country=profile.organisation.country,
            type=profile.type,
            meaning=f"{profile.title}\n{profile.summary}\n{profile.description}"[:MEANING],
            is_demonstration=profile.is_demonstration,
            **_about_owner(profile),
        )


def _body(profile: PartneringProfile) -> str:
    organisation = profile.public_organisation
    with override(profile.language):
        words: list[Any] = [profile.get_type_display(), *(str(keyword.name) for keyword in profile.keywords.all())]
    words += [profile.reference, country_name(profile.organisation.country, profile.language)]
    if organisation is not None:
        words += [organisation.name, organisation.short_name, organisation.town]
    texts = (profile.summary, profile.description, profile.advantages, profile.partner_role)
    return "\n".join(str(part) for part in (*texts, *words) if part)


def _about_owner(profile: PartneringProfile) -> dict[str, Any]:
    """Return the facets that tell who the owner is; none for an anonymous profile."""
    organisation = profile.public_organisation
    if organisation is None:
        return {}
    return {
        "helix_sector": organisation.helix_sector,
        "region": organisation.region_id or "",
        "activities": tuple(activity.code for activity in organisation.activities.all()),
        "clusters": tuple(membership.cluster.slug for membership in organisation.memberships.all()),
    }


PROFILES = SearchSource("profile", _("Cooperation profiles"), documents)
