"""How the list, the map and the pipeline of projects are narrowed: one way for all of them."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from grono.funding.models import Topic
from grono.kit.countries import country_name
from grono.kit.options import counted_options
from grono.projects.choices import ProjectLevel, ProjectState
from grono.projects.queries import projects as queries
from grono.projects.queries.projects import ProjectFilter

LONGEST = 170
ALL = ("state", "level", "strategic", "topic", "scheme", "country")


def asked_filter(request: HttpRequest) -> ProjectFilter:
    """Return what the address asks for; unknown names and overlong values are passed over."""
    given = {name: request.GET.get(name, "").strip()[:LONGEST] for name in asdict(ProjectFilter())}
    given["text"] = request.GET.get("q", "").strip()[:100]
    return ProjectFilter(**given)


def address(page: str, wanted: ProjectFilter, **changes: str) -> str:
    """Return the address of a page narrowed as given, with some values changed."""
    values = asdict(wanted) | changes
    values["q"] = values.pop("text")
    given = {name: value for name, value in values.items() if value}
    return f"{reverse(page)}?{urlencode(given)}" if given else reverse(page)


def selects(wanted: ProjectFilter, names: Sequence[str] = ALL) -> list[dict[str, Any]]:
    """Return the filters with counted options; one with nothing to choose from is left out."""
    labels = {
        "state": _("State"),
        "level": pgettext("project", "Level"),
        "strategic": _("Strategic"),
        "topic": _("Topic of a call"),
        "scheme": _("Type of action"),
        "country": _("Country of a participant"),
    }
    found = []
    for name in names:
        counted, chosen = queries.count_by(wanted, name), getattr(wanted, name)
        options = counted_options(counted, chosen, _namer(name, counted))
        if name in {"state", "level"}:
            order = ProjectState.values if name == "state" else ProjectLevel.values
            options.sort(key=lambda option: order.index(option["value"]) if option["value"] in order else len(order))
        if options:
            found.append({"name": name, "label": labels[name], "options": options})
    return found


def _namer(name: str, counted: dict[str, int]) -> Callable[[str], object]:
    language = get_language() or "en"
    if name == "topic":
        topics = dict(Topic.objects.filter(slug__in=list(counted)).values_list("slug", "topic_id"))
        return lambda slug: topics.get(slug, slug)
    names: dict[str, Callable[[str], object]] = {
        "state": lambda value: dict(ProjectState.choices).get(value, value),
        "level": lambda value: dict(ProjectLevel.choices).get(value, value),
        "strategic": lambda value: _("yes"),
        "country": lambda code: country_name(code, language),
    }
    return names.get(name, str)
