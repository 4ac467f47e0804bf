"""Pages for those who represent an organisation."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.accounts.actions import person_by_email
from grono.directory import actions, queries
from grono.directory.forms import AffiliationForm, OrganisationForm
from grono.directory.models import Affiliation, Organisation
from grono.kit.access import require


def _trail(organisation: Organisation, page: str) -> list[tuple[str, str]]:
    return [
        (_("Organisations"), reverse("organisations")),
        (organisation.short_name or organisation.name, reverse("organisation", args=[organisation.slug])),
        (page, ""),
    ]


def edit_organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what the organisation says about itself."""
    organisation = get_object_or_404(Organisation, slug=slug)
    require(request, "directory.edit_organisation", organisation)
    form = OrganisationForm(request.POST or None, instance=organisation)
    if request.method == "POST" and form.is_valid():
        # The form has already written into its own instance; the action starts from what is saved.
        actions.update_organisation(Organisation.objects.get(pk=organisation.pk), by=signed_in(request), **form.changes)
        messages.success(request, _("The page of the organisation has been changed."))
        return redirect("organisation", slug=slug)
    context = {"organisation": organisation, "form": form, "trail": _trail(organisation, _("Edit"))}
    return render(request, "directory/organisation_edit.html", context)


def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who belongs to the organisation and add people."""
    organisation = get_object_or_404(Organisation, slug=slug)
    require(request, "directory.edit_organisation", organisation)
    form = AffiliationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        person = person_by_email(data["email"], given_name=data["given_name"], family_name=data["family_name"])
        try:
            actions.add_affiliation(
                organisation, person, by=signed_in(request), role=data["role"], job_title=data["job_title"]
            )
        except ValidationError:
            form.add_error("email", _("This person belongs to the organisation already."))
        else:
            messages.success(request, _("%(person)s now belongs to the organisation.") % {"person": person})
            return redirect("organisation-people", slug=slug)
    context = {
        "organisation": organisation,
        "affiliations": queries.current_affiliations(organisation),
        "form": form,
        "trail": _trail(organisation, pgettext("organisation", "People")),
    }
    return render(request, "directory/organisation_people.html", context)


@require_POST
def end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Enter that somebody has left."""
    affiliation = get_object_or_404(
        Affiliation.objects.select_related("organisation", "person"), pk=pk, organisation__slug=slug, ended_date=None
    )
    require(request, "directory.edit_organisation", affiliation.organisation)
    try:
        actions.end_affiliation(affiliation, by=signed_in(request))
    except actions.LastRepresentative as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("%(person)s no longer belongs to the organisation.") % {"person": affiliation.person}
        )
    return redirect("organisation-people", slug=slug)
