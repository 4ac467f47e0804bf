"""Tags and filters that every template may use without loading them."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from grono.kit.countries import country_name
from grono.kit.markdown import to_html

register = template.Library()


@register.filter
def markdown(text: Any) -> SafeString:
    """Render Markdown to sanitised HTML."""
    return mark_safe(to_html(str(text or "")))  # noqa: S308 - nh3 has cleaned it


@register.filter
def at(moment: datetime, zone: Any) -> datetime:
    """Return the moment in a time zone: ``{{ slot.starts_at|at:edition.zone|date:"H:i" }}``."""
    return moment.astimezone(zone)


@register.filter
def country(code: str) -> str:
    """Return the country's name in the active language; the code itself when it is unknown."""
    return country_name(code, translation.get_language() or "en")


@register.filter
def language_name(code: str) -> str:
    """Return the name of a language in the active language."""
    names = {
        "pl": _("Polish"),
        "en": _("English"),
        "de": _("German"),
        "cs": _("Czech"),
        "uk": _("Ukrainian"),
        "sk": _("Slovak"),
        "lt": _("Lithuanian"),
        "hu": _("Hungarian"),
        "fr": _("French"),
    }
    return names.get(code, code)


@register.filter
def step(share: float, size: int = 2) -> int:
    """Return a share of 0…1 as a percentage rounded to ``size``, for classes such as ``bar-42``."""
    return max(0, min(100, round(float(share) * 100 / size) * size))


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """Return the page's query string with some values changed; ``None`` or empty removes a value."""
    values = context["request"].GET.copy()
    values.pop("page", None)
    for name, value in changes.items():
        if value in (None, ""):
            values.pop(name, None)
        else:
            values[name] = value
    encoded = values.urlencode()
    return f"?{encoded}" if encoded else "?"
