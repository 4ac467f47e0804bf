"""Pages that keep the records in order: finding by number, adding, duplicates, merges, history."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.directory import actions, queries
from grono.directory.forms import NewOrganisationForm
from grono.directory.models import Cluster, MergeRecord, Organisation
from grono.directory.texts import best_text
from grono.kit.access import require
from grono.kit.countries import country_name

PAGE = 30


def _trail(page: str) -> list[tuple[str, str]]:
    return [(_("Organisations"), reverse("organisations")), (page, "")]


def look_up(request: HttpRequest) -> HttpResponse:
    """Say what a number is, whether its check digit holds, and whose it is."""
    number = request.GET.get("number", "").strip()[:60]
    context = {
        "number": number,
        "found": queries.look_up(number) if number else [],
        "may_add": request.user.has_perm("directory.add_organisation"),
        "trail": _trail(_("Look up a number")),
    }
    return render(request, "directory/lookup.html", context)


def add(request: HttpRequest) -> HttpResponse:
    """Enter one organisation by hand, often after its number was not found."""
    require(request, "directory.add_organisation")
    known = {name: request.GET.get(name, "")[:15] for name in ("nip", "krs", "vat", "pic")}
    form = NewOrganisationForm(request.POST or None, initial={name: value for name, value in known.items() if value})
    if request.method == "POST" and form.is_valid():
        organisation = actions.add_organisation(by=signed_in(request), fields=form.cleaned_data)
        messages.success(request, _("%(organisation)s is in the directory now.") % {"organisation": organisation})
        return redirect("organisation", organisation.slug)
    return render(request, "directory/organisation_new.html", {"form": form, "trail": _trail(_("Add"))})


def duplicates(request: HttpRequest) -> HttpResponse:
    """List organisations that may be one, and the merges that were done."""
    require(request, "directory.see_duplicates")
    person = signed_in(request)
    page = Paginator(queries.likely_duplicates(for_person=person), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "merges": [(record, person.has_perm("directory.undo_merge", record)) for record in queries.merges()[:PAGE]],
        "trail": _trail(_("Duplicates")),
    }
    return render(request, "directory/duplicates.html", context)


def _pair(request: HttpRequest, first: str, second: str) -> tuple[Organisation, Organisation]:
    require(request, "directory.see_duplicates")
    found = Organisation.objects.select_related("region")
    pair = get_object_or_404(found, slug=first), get_object_or_404(found, slug=second)
    require(request, "directory.merge_organisations", pair)
    return pair


def compare(request: HttpRequest, first: str, second: str) -> HttpResponse:
    """Put two organisations side by side, say what a merge would do, and do it on POST."""
    pair = _pair(request, first, second)
    take = [name for name in actions.CHOSEN if request.POST.get(name) == "merged"]
    try:
        if request.method == "POST":
            record = actions.merge_organisations(*pair, by=signed_in(request), take=take)
            messages.success(request, _("%(merged)s is now one with %(survivor)s. The merge can be undone.") % {
                "merged": record.merged_name, "survivor": record.survivor,
            })  # fmt: skip
            return redirect("organisation", record.survivor.slug)
        move, refusal = actions.preview_merge(*pair), ""
    except actions.MergeRefused as refused:
        move, refusal = None, str(refused)
    context = {
        "survivor": pair[0],
        "merged": pair[1],
        "fields": [line for name in actions.CHOSEN if (line := _line(name, *pair))],
        "move": move,
        "refusal": refusal,
        "trail": [*_trail("")[:1], (_("Duplicates"), reverse("duplicates")), (_("Compare"), "")],
    }
    return render(request, "directory/compare.html", context)


def _line(name: str, survivor: Organisation, merged: Organisation) -> dict[str, Any] | None:
    """Return a field with both values, or nothing when neither has one."""
    values = [_text(each, name) for each in (survivor, merged)]
    if not any(values):
        return None
    return {
        "name": name,
        "label": Organisation._meta.get_field(name).verbose_name,  # type: ignore[union-attr]
        "survivor": values[0],
        "merged": values[1],
        "same": values[0] == values[1],
        "take_merged": not values[0],
    }


def _text(organisation: Organisation, name: str) -> str:
    if name in ("summary", "description"):
        return Truncator(best_text(getattr(organisation, name), get_language() or "en")[0]).chars(200)
    if name == "country":
        return country_name(organisation.country, get_language() or "en")
    display = getattr(organisation, f"get_{name}_display", None)
    value = display() if display else getattr(organisation, name)
    return str(value or "")


@require_POST
def tell_apart(request: HttpRequest, first: str, second: str) -> HttpResponse:
    """Note that two organisations are different."""
    actions.tell_apart(*_pair(request, first, second), by=signed_in(request))
    messages.success(request, _("Noted: these are two organisations."))
    return redirect("duplicates")


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge back."""
    record = get_object_or_404(MergeRecord.objects.select_related("survivor"), pk=pk)
    require(request, "directory.undo_merge", record)
    try:
        restored = actions.undo_merge(record, by=signed_in(request))
    except actions.MergeRefused as refused:
        messages.error(request, str(refused))
        return redirect("duplicates")
    messages.success(request, _("%(organisation)s is back with all that was its own.") % {"organisation": restored})
    return redirect("organisation", restored.slug)


def organisation_history(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who changed what about an organisation, for those who look after it."""
    found = get_object_or_404(Organisation, slug=slug)
    require(request, "directory.edit_organisation", found)
    trail = [
        (_("Organisations"), reverse("organisations")),
        (found.short_name or found.name, reverse("organisation", args=[slug])),
        (_("History"), ""),
    ]
    return _history(request, str(found), queries.organisation_history(found), trail)


def cluster_history(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who changed what about a cluster, for those who run it."""
    found = get_object_or_404(Cluster, slug=slug)
    require(request, "directory.edit_cluster", found)
    trail = [(_("Clusters"), reverse("clusters")), (str(found), reverse("cluster", args=[slug])), (_("History"), "")]
    return _history(request, str(found), queries.cluster_history(found), trail)


def _history(request: HttpRequest, name: str, entries: list[Any], trail: list[tuple[str, str]]) -> HttpResponse:
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    return render(request, "directory/history.html", {"name": name, "page": page, "trail": trail})
