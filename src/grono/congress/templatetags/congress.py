"""What stands on many pages of an edition: the strip of public funds, the strip of supporters."""

from typing import Any

from django import template
from django.urls import reverse

from grono.congress.equipment import equipment_name
from grono.congress.models import Edition, FundingCredit, Supporter
from grono.congress.queries.supporters import credits_of, levels_of

register = template.Library()


@register.inclusion_tag("congress/_funding_strip.html", takes_context=True)
def funding_strip(context: dict[str, Any]) -> dict[str, Any]:
    """Show whose public money an edition is paid with; on a page of no edition there is nothing and no query."""
    match = getattr(context.get("request"), "resolver_match", None)
    slug = match.kwargs.get("edition_slug") if match else None
    return {"credits": list(credits_of(slug)) if slug else [], "edition_slug": slug}


@register.inclusion_tag("congress/_supporter_strip.html")
def supporter_strip(edition: Edition) -> dict[str, Any]:
    """Show the logos and names of all supporters, level by level."""
    levels = [level for level in levels_of(edition) if level.supporters.all()]
    return {"edition": edition, "levels": levels}


@register.simple_tag
def logo_url(record: Supporter | FundingCredit, edition_slug: str) -> str:
    """Return the address of a record's logo; it changes with the file, so that browsers may keep it."""
    return reverse("edition-logo", args=[edition_slug, str(record.logo.name).rpartition("/")[2]])


@register.filter
def equipment(code: str) -> str:
    """Return what a code of equipment means."""
    return equipment_name(code)
