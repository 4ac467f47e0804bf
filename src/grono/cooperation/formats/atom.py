"""The latest profiles as an Atom feed (RFC 4287)."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from grono.cooperation.models import PartneringProfile

MOST = 50


class _Feed(Atom1Feed):
    """Atom whose entries say in which language they are written."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        """Return the attributes of an entry."""
        return {"xml:lang": item["language"]}


def profiles_feed(profiles: Iterable[PartneringProfile], *, query: str, language: str) -> str:
    """Return the feed of some profiles; ``query`` is the filter of the list in the form of an address's query."""
    suffix = f"?{query}" if query else ""
    listing = settings.BASE_URL + reverse("profiles")
    host = urlsplit(settings.BASE_URL).hostname
    feed = _Feed(
        title=_("Cooperation profiles"),
        link=listing + suffix,
        description="",
        subtitle=_("Offers and requests of organisations that seek partners"),
        language=language,
        author_name="Grono",
        feed_url=settings.BASE_URL + reverse("profiles-feed") + suffix,
        feed_guid=listing + suffix,
    )
    for profile in profiles:
        organisation = profile.public_organisation
        address = settings.BASE_URL + reverse("profile", args=[profile.reference])
        feed.add_item(
            title=profile.title,
            link=address,
            unique_id=f"tag:{host},2026:{profile.reference}",
            description=linebreaks(profile.summary, autoescape=True),  # the feed says it is HTML
            author_name=organisation.name if organisation else None,
            pubdate=profile.published_at,
            updateddate=profile.updated_at,
            categories=[profile.get_type_display(), *(str(keyword) for keyword in profile.keywords.all())],
            language=profile.language,
        )
    return feed.writeString("utf-8")
