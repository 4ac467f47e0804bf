"""The filters that the list, the calendar and its file have in common."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grono.funding.choices import Openness, ProgrammeLevel
from grono.funding.queries import topics as queries
from grono.funding.queries.topics import CURRENT, TopicFilter
from grono.kit.countries import country_name
from grono.kit.options import counted_options

ALL = "all"
_PARAMETERS = ("programme", "action", "size", "level", "country", "rules", "keyword")
_OPENNESS = {CURRENT, *Openness.values}


def filter_from(request: HttpRequest, *, openness: str = "") -> TopicFilter:
    """Read the filters of an address; ``openness`` holds unless the address asks for another, or for ``all``."""
    given = {name: request.GET.get(name, "").strip()[:120] for name in _PARAMETERS}
    asked = request.GET.get("openness", "").strip()
    if asked in _OPENNESS or asked == ALL:
        openness = "" if asked == ALL else asked
    return TopicFilter(
        text=request.GET.get("q", "").strip()[:100],
        openness=openness,
        until=_day(request.GET.get("until", "")),
        **given,
    )


def _day(text: str) -> date | None:
    try:
        return parse_date(text.strip())
    except ValueError:  # a date that no calendar has, such as 30 February
        return None


def passed_on(request: HttpRequest, *dropped: str) -> str:
    """Return the filters of an address as the query of another, without its page and empty values."""
    kept = QueryDict(mutable=True)
    for name in request.GET:
        value = request.GET[name]
        if value.strip() and name not in {"page", "month", *dropped}:
            kept[name] = value
    return kept.urlencode()


def selects(wanted: TopicFilter) -> list[dict[str, Any]]:
    """Return the filters as fields with counted options; a field with nothing to choose is left out."""
    language = get_language() or "en"
    programmes, words, levels = queries.programme_names(), queries.keyword_names(), dict(ProgrammeLevel.choices)
    sizes = {key: label for key, _below, label in queries.SIZES} | {
        queries.OTHER_CURRENCY: _("in another currency"),
        queries.NOT_STATED: _("not stated"),
    }
    checked = {queries.CHECKED: _("checked by machine"), queries.UNCHECKED: _("not checked by machine")}
    fields: tuple[tuple[str, str, Callable[[str], object]], ...] = (
        ("programme", _("Programme"), lambda value: programmes.get(value, value)),
        ("action", _("Type of action"), str),
        ("size", _("Grant size"), lambda value: sizes.get(value, value)),
        ("level", _("Level"), lambda value: levels.get(value, value)),
        ("country", _("Country"), lambda value: country_name(value, language)),
        ("rules", _("Rules"), lambda value: checked.get(value, value)),
        ("keyword", _("Keyword"), lambda value: words.get(value, value)),
    )
    made: list[dict[str, Any]] = [
        {
            "name": name,
            "label": label,
            "options": counted_options(queries.count_by(wanted, name), getattr(wanted, name), name_of),
        }
        for name, label, name_of in fields
    ]
    return [field for field in made if len(field["options"]) > 1 or getattr(wanted, str(field["name"]))]
