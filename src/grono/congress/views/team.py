"""The team that runs an edition."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.congress.actions.editions import add_team_member, remove_team_member
from grono.congress.forms.setup import TeamForm
from grono.congress.models import TeamMember
from grono.congress.views.forming import add_errors
from grono.congress.views.setup import organised


def team(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """List who runs the edition; take somebody in."""
    edition = organised(request, edition_slug)
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = add_team_member(edition, by=signed_in(request), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(
                request, _("%(person)s belongs to the team now and is told by mail.") % {"person": member.person}
            )
            return redirect("console-team", edition_slug)
    members = edition.team.select_related("person").order_by("person__name_sort", "pk")
    context = {"edition": edition, "form": form, "members": members}
    return render(request, "congress/team.html", context, status=422 if form.is_bound else 200)


@require_POST
def removal(request: HttpRequest, edition_slug: str, pk: int) -> HttpResponse:
    """Take a person out of the team."""
    edition = organised(request, edition_slug)
    member = get_object_or_404(TeamMember.objects.select_related("person", "edition"), pk=pk, edition=edition)
    left = member.person_id == signed_in(request).pk
    try:
        remove_team_member(member, by=signed_in(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("console-team", edition_slug)
    messages.success(request, _("%(person)s no longer belongs to the team.") % {"person": member.person})
    return redirect("dashboard") if left else redirect("console-team", edition_slug)
