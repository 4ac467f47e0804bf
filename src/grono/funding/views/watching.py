"""Pages of the topics that a person watches."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.funding.actions.watching import unwatch_topic, watch_topic
from grono.funding.forms.watching import WatchForm
from grono.funding.queries.topics import topic_by_slug
from grono.funding.queries.watching import watches_of
from grono.kit import clock
from grono.kit.access import require


def watched(request: HttpRequest) -> HttpResponse:
    """List what the person watches, what ends next first, with the days on which reminders come."""
    today = clock.now().date()
    context = {
        "watches": [
            (watch, WatchForm(initial={"days_before": watch.days_before}, auto_id=f"watch-{watch.pk}-%s"))
            for watch in watches_of(signed_in(request), today)
        ],
        "today": today,
        "trail": [(_("Calls"), reverse("funding")), (_("Watched topics"), "")],
    }
    return render(request, "funding/watched.html", context)


@require_POST
def watch(request: HttpRequest, slug: str) -> HttpResponse:
    """Watch a topic, or change how early the reminder comes."""
    topic = topic_by_slug(slug)
    require(request, "funding.watch_topic", topic)
    form = WatchForm(request.POST) if "days_before" in request.POST else WatchForm({"days_before": 14})
    if form.is_valid():
        days = form.cleaned_data["days_before"]
        watch_topic(topic, by=signed_in(request), days_before=days)
        messages.success(
            request, _("You watch this topic. You will get a mail before the deadline and when it changes.")
        )
    else:
        messages.error(request, str(form.errors["days_before"][0]))
    return _back(request, slug)


@require_POST
def unwatch(request: HttpRequest, slug: str) -> HttpResponse:
    """Stop watching a topic, also one that has been withdrawn meanwhile."""
    topic = topic_by_slug(slug)
    unwatch_topic(topic, by=signed_in(request))
    messages.success(request, _("You no longer watch this topic."))
    return _back(request, slug)


def _back(request: HttpRequest, slug: str) -> HttpResponse:
    """Return to the list of watched topics if the form stood there, else to the topic."""
    return redirect("funding-watched") if "watched" in request.POST else redirect("funding-topic", slug)
