"""What of the directory the search finds."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from grono.directory.models import Organisation
from grono.directory.texts import texts_by_language
from grono.kit.countries import country_name
from grono.kit.registry import SearchSource
from grono.search.documents import SearchText

PAGE_LANGUAGES = ("pl", "en")
EXCERPT = 240


def documents(ids: Iterable[int] | None) -> Iterator[SearchText]:
    """Yield each organisation in the languages of the site and in every language in which it describes itself."""
    found = Organisation.objects.prefetch_related("claims__competence", "activities", "clusters")
    if ids is not None:
        found = found.filter(pk__in=list(ids))
    for organisation in found.iterator(chunk_size=500):
        summary, description = texts_by_language(organisation.summary), texts_by_language(organisation.description)
        for language in dict.fromkeys((*PAGE_LANGUAGES, *summary, *description)):
            yield _document(organisation, language, summary.get(language, ""), description.get(language, ""))


def _document(organisation: Organisation, language: str, summary: str, description: str) -> SearchText:
    words: list[Any] = [organisation.short_name, organisation.town, country_name(organisation.country, language)]
    with override(language):
        words += [str(claim.competence) for claim in organisation.claims.all()]
        words += [str(activity.name) for activity in organisation.activities.all()]
        words += [str(cluster) for cluster in organisation.clusters.all()]
        kind = organisation.get_activity_type_display() if organisation.activity_type else ""
        words += [kind, organisation.get_helix_sector_display()]
    place = ", ".join(part for part in (organisation.town, country_name(organisation.country, language)) if part)
    return SearchText(
        object_id=organisation.pk,
        language=language,
        title=" – ".join(part for part in (organisation.name, organisation.name_en) if part),
        body="\n".join(part for part in (summary, description, *words) if part),
        excerpt=(summary or description or place)[:EXCERPT],
        path=f"organisations/{organisation.slug}/",
        country=organisation.country,
        helix_sector=organisation.helix_sector,
    )


ORGANISATIONS = SearchSource("organisation", _("Organisations"), documents)
