"""Pages for those who enter calls by hand: the form, what is theirs, publishing and withdrawing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.directory.models import Cluster
from grono.funding.actions import topics as actions
from grono.funding.choices import TopicOrigin, TopicState
from grono.funding.forms.topics import TopicForm
from grono.funding.models import Topic
from grono.funding.queries import topics as queries
from grono.kit import clock
from grono.kit.access import require


def drafts(request: HttpRequest) -> HttpResponse:
    """List what was entered by hand and the person may change, drafts first."""
    require(request, "funding.add_topic")
    context = {
        "topics": queries.drafts_for(signed_in(request)),
        "today": clock.now().date(),
        "trail": [(_("Calls"), reverse("funding")), (_("Entered by hand"), "")],
    }
    return render(request, "funding/drafts.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Enter a call: it begins as a draft."""
    require(request, "funding.add_topic")
    return _form(request, None)


def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a call that was entered by hand."""
    topic = _own(request, slug)
    if topic.origin != TopicOrigin.HAND:
        messages.warning(request, _("What comes from the portal is changed by its next import, not by hand."))
        return redirect("funding-topic", slug)
    return _form(request, topic)


def _form(request: HttpRequest, topic: Topic | None) -> HttpResponse:
    person = signed_in(request)
    clusters = list(Cluster.objects.filter(managers__person=person).order_by("name"))
    initial = {"language": request.LANGUAGE_CODE, "currency": "PLN", "cluster": clusters[0].pk if clusters else None}
    form = TopicForm(
        request.POST or None, instance=topic, initial={} if topic else initial, by=person, clusters=clusters
    )
    if request.method == "POST" and form.is_valid():
        saved = _attempt(
            form, lambda: actions.save_topic(topic, by=person, opened=form.cleaned_data["opened"], **form.changes)
        )
        if saved is not None:
            return _after_saving(request, saved)
    page = _("Edit") if topic else _("New call")
    context = {
        "form": form,
        "topic": topic,
        "trail": [
            (_("Calls"), reverse("funding")),
            (_("Entered by hand"), reverse("funding-drafts")),
            (f"{topic.topic_id}: {page}" if topic else page, ""),
        ],
    }
    return render(request, "funding/topic_form.html", context)


def _attempt(form: TopicForm, act: Callable[[], Topic]) -> Topic | None:
    """Save; what the action refuses stands in the form, beside the field where there is one."""
    try:
        return act()
    except ValidationError as refusal:
        for name, faults in refusal.update_error_dict({}).items():
            for fault in faults:
                form.add_error(name if name in form.fields else None, fault)
    return None


def _after_saving(request: HttpRequest, topic: Topic) -> HttpResponse:
    if "publish" in request.POST and topic.state != TopicState.PUBLISHED:
        _act(request, lambda: actions.publish_topic(topic, by=signed_in(request)), _("The call is published."))
    elif topic.state == TopicState.PUBLISHED:
        messages.success(request, _("The changes are saved; everybody sees them."))
    else:
        messages.success(request, _("The draft is saved. Others see it once it is published."))
    return redirect("funding-topic", topic.slug)


@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a call into the public list."""
    topic = _own(request, slug)
    _act(request, lambda: actions.publish_topic(topic, by=signed_in(request)), _("The call is published."))
    return redirect("funding-topic", slug)


@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a call out of the public list."""
    topic = _own(request, slug)
    _act(request, lambda: actions.withdraw_topic(topic, by=signed_in(request)), _("The call is withdrawn."))
    return redirect("funding-topic", slug)


def _own(request: HttpRequest, slug: str) -> Topic:
    """Return a topic that the person may change; one that the person may not even read is not found."""
    topic = queries.topic_by_slug(slug)
    if not request.user.has_perm("funding.view_topic", topic):
        signed_in(request)
        raise Http404(f"No topic {slug}.")
    require(request, "funding.change_topic", topic)
    return topic


def _act(request: HttpRequest, act: Callable[[], Any], said: str) -> None:
    """Do something and say that it is done, or say why it is refused."""
    try:
        act()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said)
