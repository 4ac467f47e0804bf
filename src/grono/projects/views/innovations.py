"""Pages of the catalogue of innovations, for those who read and for those who write."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.directory.models import Organisation
from grono.directory.queries import organisations_of
from grono.directory.texts import best_text
from grono.kit.access import require
from grono.kit.countries import country_name
from grono.kit.options import counted_options
from grono.kit.pages import cached_page
from grono.projects.actions import innovations as actions
from grono.projects.choices import InnovationState, Readiness, Sought
from grono.projects.forms.innovations import InnovationForm
from grono.projects.models import Innovation
from grono.projects.queries import innovations as queries
from grono.projects.queries.innovations import InnovationFilter

PAGE = 24


def _stamp(request: HttpRequest, slug: str = "") -> str:
    return queries.innovations_stamp()


@cached_page(_stamp)
def innovations(request: HttpRequest) -> HttpResponse:
    """List the catalogue with a search box and filters that say how many each would show."""
    given = {name: request.GET.get(name, "").strip()[:60] for name in ("branch", "readiness", "sought", "country")}
    wanted = InnovationFilter(text=request.GET.get("q", "").strip()[:100], **given)
    person = request.user
    context = {
        "wanted": wanted,
        "page": Paginator(queries.find_innovations(wanted), PAGE).get_page(request.GET.get("page")),
        "selects": _selects(wanted),
        "represented": person.is_authenticated and organisations_of(person, representing=True).exists(),
    }
    return render(request, "projects/innovations.html", context)


def _selects(wanted: InnovationFilter) -> list[dict[str, Any]]:
    """Return the filters of the list as fields with counted options."""
    language = get_language() or "en"
    branches = queries.count_by(wanted, "branch")
    names = queries.branch_names([*branches, wanted.branch])
    readiness, sought = dict(Readiness.choices), dict(Sought.choices)
    fields: tuple[tuple[str, str, dict[str, int], Any], ...] = (
        ("branch", _("Branch"), branches, lambda value: names.get(value, value)),
        ("readiness", _("Readiness"), queries.count_by(wanted, "readiness"), lambda value: readiness.get(value, value)),
        ("sought", _("Sought"), queries.count_by(wanted, "sought"), lambda value: sought.get(value, value)),
        ("country", _("Country"), queries.count_by(wanted, "country"), lambda value: country_name(value, language)),
    )
    return [
        {"name": name, "label": label, "options": counted_options(counts, getattr(wanted, name), name_of)}
        for name, label, counts, name_of in fields
    ]


@cached_page(_stamp)
def innovation(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an innovation: what it is, how ready it is, who owns it, what is sought."""
    found = queries.innovation_by_slug(slug)
    if not request.user.has_perm("projects.view_innovation", found):
        raise Http404(f"No innovation {slug}.")
    description, language = best_text(found.description, get_language() or "en")
    context = {
        "innovation": found,
        "description": description,
        "description_language": language,
        "tends": request.user.has_perm("projects.change_innovation", found),
        "is_public": found.state == InnovationState.PUBLISHED,
        "trail": [(_("Innovations"), reverse("innovations")), (str(found.name), "")],
    }
    return render(request, "projects/innovation.html", context)


def mine(request: HttpRequest) -> HttpResponse:
    """List the innovations of the organisations that the person represents, in every state."""
    person = signed_in(request)
    context = {
        "innovations": queries.innovations_to_tend(person),
        "organisations": list(organisations_of(person, representing=True)),
        "trail": [(_("Innovations"), reverse("innovations")), (_("Ours"), "")],
    }
    return render(request, "projects/innovations_mine.html", context)


def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Write an innovation of an organisation into the catalogue, as a draft."""
    owner = get_object_or_404(Organisation, slug=slug)
    require(request, "projects.add_innovation", owner)
    return _form_page(request, None, owner)


def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change an innovation."""
    found = queries.innovation_by_slug(slug)
    require(request, "projects.change_innovation", found)
    return _form_page(request, found, found.owner)


def _form_page(request: HttpRequest, found: Innovation | None, owner: Organisation) -> HttpResponse:
    form = InnovationForm(request.POST or None, instance=found, owner=owner)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_innovation(found, owner, by=signed_in(request), **form.changes)
        except ValidationError as refusal:
            _add_errors(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(saved)
    page = _("Edit") if found else _("New innovation")
    context = {
        "form": form,
        "innovation": found,
        "owner": owner,
        "trail": [(_("Innovations"), reverse("innovations")), (_("Ours"), reverse("innovations-mine")), (page, "")],
    }
    return render(request, "projects/innovation_form.html", context)


def _add_errors(form: InnovationForm, refusal: ValidationError) -> None:
    for name, faults in refusal.message_dict.items():
        field = name if name in form.fields else f"{name}_pl"
        for fault in faults:
            form.add_error(field if field in form.fields else None, fault)


@require_POST
def publication(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish an innovation, or with ``withdraw`` take it out of the catalogue."""
    found = queries.innovation_by_slug(slug)
    require(request, "projects.change_innovation", found)
    try:
        if "withdraw" in request.POST:
            actions.withdraw_innovation(found, by=signed_in(request))
            messages.success(request, _("The innovation no longer stands in the catalogue."))
        else:
            actions.publish_innovation(found, by=signed_in(request))
            messages.success(request, _("The innovation stands in the catalogue."))
    except ValidationError as refusal:
        for fault in refusal.messages:
            messages.error(request, fault)
        return redirect("innovation-edit", found.slug)
    return redirect(found)
