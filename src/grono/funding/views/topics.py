"""Pages of the calls that everyone may read: the list and a topic."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from grono.accounts.models import Person
from grono.funding.choices import Openness, TopicOrigin, TopicState
from grono.funding.forms.watching import WatchForm
from grono.funding.models import Topic
from grono.funding.queries import topics as queries
from grono.funding.queries.assessing import conditions_of
from grono.funding.queries.topics import CURRENT, TopicFilter
from grono.funding.queries.watching import watch_of, watched_keys
from grono.funding.views.filtering import ALL, filter_from, passed_on, selects
from grono.kit import clock
from grono.kit.pages import cached_page
from grono.kit.registry import topic_panels, topic_panels_stamp

PAGE = 20


def _stamp(request: HttpRequest) -> str:
    return queries.topics_stamp()


@cached_page(_stamp)
def topics(request: HttpRequest) -> HttpResponse:
    """List the topics, what ends next first, with filters that say how many each would show."""
    wanted = filter_from(request, openness=CURRENT)
    person = request.user
    page = Paginator(queries.find_topics(wanted), PAGE).get_page(request.GET.get("page"))
    views = _by_openness(wanted)
    context = {
        "wanted": wanted,
        "narrowed": wanted != TopicFilter(openness=wanted.openness),
        "page": page,
        "selects": selects(wanted),
        "views": views,
        "openness": request.GET.get("openness", "") if wanted.openness != CURRENT else "",
        "elsewhere": 0 if page.object_list else views[-1]["count"],
        "elsewhere_url": f"{reverse('funding')}?{passed_on(request, 'openness')}&openness={ALL}",
        "shared_query": passed_on(request),
        "filters_query": passed_on(request, "openness"),
        "today": clock.now().date(),
        "watched": watched_keys(person) if isinstance(person, Person) else set(),
        "may_add": person.has_perm("funding.add_topic"),
    }
    return render(request, "funding/topics.html", context)


def _by_openness(wanted: TopicFilter) -> list[dict[str, Any]]:
    """Return the links between what is current, open, forthcoming, without a date, closed, and all."""
    counts = queries.count_by(wanted, "openness")
    every = sum(counts.values())
    offered = [
        (CURRENT, pgettext("topics", "Current"), every - counts.get(Openness.CLOSED, 0)),
        (Openness.OPEN, pgettext("topics", "Open"), counts.get(Openness.OPEN, 0)),
        (Openness.FORTHCOMING, pgettext("topics", "Forthcoming"), counts.get(Openness.FORTHCOMING, 0)),
        (Openness.UNDATED, pgettext("topics", "Without a date"), counts.get(Openness.UNDATED, 0)),
        (Openness.CLOSED, pgettext("topics", "Closed"), counts.get(Openness.CLOSED, 0)),
        (ALL, pgettext("topics", "All"), every),
    ]
    here = wanted.openness or ALL
    return [
        {"value": value, "label": label, "count": count, "current": value == here}
        for value, label, count in offered
        if count or value in {CURRENT, ALL, here}
    ]


def _topic_stamp(request: HttpRequest, slug: str) -> str:
    return f"{queries.topics_stamp()}:{topic_panels_stamp()}"


@cached_page(_topic_stamp)
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a topic: dates, money, conditions, text, and what can be done with it."""
    found = queries.topic_by_slug(slug)
    if not request.user.has_perm("funding.view_topic", found):
        if found.state == TopicState.WITHDRAWN:
            return render(request, "funding/topic_gone.html", {"topic": found}, status=410)
        raise Http404(f"No topic {slug}.")
    return render(request, "funding/topic.html", topic_context(request, found))


def topic_context(request: HttpRequest, found: Topic) -> dict[str, Any]:
    """Return what the page of a topic shows to the person who asks."""
    person, today = request.user, clock.now().date()
    watch = watch_of(person, found) if isinstance(person, Person) else None
    writes = found.origin == TopicOrigin.HAND and person.has_perm("funding.change_topic", found)
    programme = found.call.programme
    return {
        "topic": found,
        "programme": programme,
        "today": today,
        "conditions": conditions_of(found),
        "cut_offs": list(found.cut_offs.all()),
        "changes": list(found.deadline_changes.all()),
        "similar": queries.similar_topics(found),
        "panels": list(topic_panels(request, found)),
        "watch": watch,
        "watch_form": WatchForm(initial={"days_before": watch.days_before} if watch else None),
        "writes": writes,
        "trail": [
            (_("Calls"), reverse("funding")),
            (str(programme.name), f"{reverse('funding')}?programme={programme.slug}"),
            (found.topic_id, ""),
        ],
    }
