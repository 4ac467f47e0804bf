"""A profile in the words of schema.org: an ``Offer`` or a ``Demand`` (https://schema.org/Offer, /Demand)."""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from grono.cooperation.models import PartneringProfile
from grono.directory.models import Organisation

#: A data block ends at the first ``</script>``, whatever JSON says; these never stand in it as themselves.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def profile_json_ld(profile: PartneringProfile) -> dict[str, Any]:
    """Return what everybody may know about a profile; who is behind it only when it is not anonymous."""
    with override(profile.language if profile.language in dict(settings.LANGUAGES) else "en"):
        address = settings.BASE_URL + reverse("profile", args=[profile.reference])
        kind = profile.get_type_display()
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Offer" if profile.is_offer else "Demand",
        "@id": address,
        "url": address,
        "identifier": profile.reference,
        "name": profile.title,
        "description": profile.summary,
        "category": kind,
        "itemOffered": {
            "@type": "Service",
            "name": profile.title,
            "description": profile.description,
            "areaServed": [{"@type": "Country", "name": code} for code in profile.partner_countries],
        },
        "validFrom": profile.published_at.date().isoformat() if profile.published_at else None,
        "validThrough": profile.valid_until.isoformat() if profile.valid_until else None,
    }
    organisation = profile.public_organisation
    if organisation is not None and profile.is_offer:
        data["offeredBy"] = _organisation(organisation)
    elif organisation is not None:
        data["@reverse"] = {"seeks": _organisation(organisation)}
    return {name: value for name, value in data.items() if value}


def _organisation(organisation: Organisation) -> dict[str, Any]:
    return {
        "@type": "Organization",
        "name": organisation.name,
        "url": settings.BASE_URL + reverse("organisation", args=[organisation.slug]),
        "address": {"@type": "PostalAddress", "addressCountry": organisation.country},
    }


def json_ld_block(data: dict[str, Any]) -> SafeString:
    """Return a data block for the head of a page; nothing in it can end the block or run."""
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above
