"""The calendar of deadlines: a page by month, and files for calendars of one's own."""

from datetime import date
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from grono.funding.formats.calendar import deadlines_calendar
from grono.funding.models import Topic
from grono.funding.queries import topics as queries
from grono.funding.queries.calendar import counts_by_month, cut_offs_of
from grono.funding.views.filtering import filter_from, passed_on, selects
from grono.kit import clock
from grono.kit.pages import cached_page


def _stamp(request: HttpRequest, slug: str = "") -> str:
    return queries.topics_stamp()


@cached_page(_stamp)
def deadlines(request: HttpRequest) -> HttpResponse:
    """Show the deadlines of one month by day, with the filters of the list."""
    wanted, today = filter_from(request), clock.now().date()
    found = queries.find_topics(wanted)
    counts = counts_by_month(found)
    month = _asked_month(request) or _first_month(counts, today)
    cut_offs = cut_offs_of(found).filter(deadline_date__year=month.year, deadline_date__month=month.month)
    query = passed_on(request)
    file = reverse("funding-ics") + (f"?{query}" if query else "")
    context = {
        "wanted": wanted,
        "selects": selects(wanted),
        "month": month,
        "days": [(day, list(rows)) for day, rows in groupby(cut_offs, key=lambda row: row.deadline_date)],
        "months": _months(counts, month),
        "today": today,
        "file": file,
        "webcal": f"webcal://{request.get_host()}{file}",
        "shared_query": query,
        "trail": [(_("Calls"), reverse("funding")), (_("Deadlines"), "")],
    }
    return render(request, "funding/deadlines.html", context)


def _asked_month(request: HttpRequest) -> date | None:
    """Return the first day of the month in the address (``2027-09``), or ``None``."""
    try:
        return date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return None


def _first_month(counts: dict[date, int], today: date) -> date:
    """Return the next month with a deadline, the present one included."""
    present = today.replace(day=1)
    return next((month for month in counts if month >= present), present)


def _months(counts: dict[date, int], shown: date) -> list[dict[str, Any]]:
    """Return the months that have deadlines, by year, with the one that is shown."""
    months = sorted({*counts, shown})
    return [
        {
            "year": year,
            "months": [{"day": day, "count": counts.get(day, 0), "current": day == shown} for day in days],
        }
        for year, days in groupby(months, key=lambda day: day.year)
    ]


@cached_page(_stamp)
def deadlines_ics(request: HttpRequest) -> HttpResponse:
    """Return the deadlines of all topics that fit the filters, past ones too, as a calendar."""
    found = queries.find_topics(filter_from(request))
    return _file(deadlines_calendar(cut_offs_of(found), name=_("Deadlines of calls")), "deadlines")


@cached_page(_stamp)
def topic_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the deadlines of one public topic as a calendar."""
    found = queries.public_topics().filter(slug=slug)
    topic = found.first()
    if topic is None:
        raise Http404(f"No topic {slug}.")
    return _file(deadlines_calendar(cut_offs_of(found), name=_name(topic)), slugify(topic.slug))


def _name(topic: Topic) -> str:
    return _("Deadlines: %(topic)s") % {"topic": topic.topic_id}


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.ics"'},
    )
