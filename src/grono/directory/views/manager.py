"""Pages for those who run a cluster."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.directory import actions, queries
from grono.directory.forms import ClusterForm, MembershipForm
from grono.directory.models import Cluster, Membership
from grono.kit.access import require


def _trail(cluster: Cluster, page: str) -> list[tuple[str, str]]:
    return [(_("Clusters"), reverse("clusters")), (str(cluster), reverse("cluster", args=[cluster.slug])), (page, "")]


def edit_cluster(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the goal, the services and the facts of a cluster."""
    cluster = get_object_or_404(Cluster, slug=slug)
    require(request, "directory.edit_cluster", cluster)
    form = ClusterForm(request.POST or None, instance=cluster)
    if request.method == "POST" and form.is_valid():
        actions.update_cluster(cluster, by=signed_in(request), **form.changes)
        messages.success(request, _("The page of the cluster has been changed."))
        return redirect("cluster", slug=slug)
    context = {"cluster": cluster, "form": form, "trail": _trail(cluster, _("Edit"))}
    return render(request, "directory/cluster_edit.html", context)


def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the members of a cluster and add one."""
    cluster = get_object_or_404(Cluster, slug=slug)
    require(request, "directory.edit_cluster", cluster)
    form = MembershipForm(request.POST or None, cluster=cluster)
    if request.method == "POST" and form.is_valid():
        organisation = form.cleaned_data["organisation"]
        actions.join_cluster(cluster, organisation, by=signed_in(request), joined_date=form.cleaned_data["joined_date"])
        messages.success(request, _("%(organisation)s is now a member.") % {"organisation": organisation})
        return redirect("cluster-members", slug=slug)
    context = {
        "cluster": cluster,
        "memberships": queries.current_memberships(cluster),
        "candidates": queries.candidates_for(cluster),
        "form": form,
        "trail": _trail(cluster, _("Members")),
    }
    return render(request, "directory/cluster_members.html", context)


@require_POST
def departure(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Enter that an organisation has left the cluster."""
    membership = get_object_or_404(
        Membership.objects.select_related("cluster", "organisation"), pk=pk, cluster__slug=slug, left_date=None
    )
    require(request, "directory.edit_cluster", membership.cluster)
    actions.leave_cluster(membership, by=signed_in(request))
    messages.success(request, _("%(organisation)s is no longer a member.") % {"organisation": membership.organisation})
    return redirect("cluster-members", slug=slug)
