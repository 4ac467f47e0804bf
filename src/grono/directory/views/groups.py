"""Working groups and membership fees, for those who run a cluster."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.directory import actions
from grono.directory.forms import FeeForm, WorkingGroupForm
from grono.directory.models import Cluster, ClusterFee, WorkingGroup
from grono.kit.access import require


def _trail(cluster: Cluster, *pages: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Clusters"), reverse("clusters")), (str(cluster), reverse("cluster", args=[cluster.slug])), *pages]


def groups(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the working groups of a cluster and start one."""
    cluster = get_object_or_404(Cluster, slug=slug)
    require(request, "directory.edit_cluster", cluster)
    form = WorkingGroupForm(request.POST or None, cluster=cluster)
    if request.method == "POST" and form.is_valid():
        group = actions.save_working_group(WorkingGroup(cluster=cluster), by=signed_in(request), **form.changes)
        messages.success(request, _("The group “%(name)s” has been started.") % {"name": group.name})
        return redirect("cluster-groups", slug=slug)
    context = {
        "cluster": cluster,
        "groups": cluster.working_groups.select_related("chair").prefetch_related("members"),
        "form": form,
        "trail": _trail(cluster, (_("Working groups"), "")),
    }
    return render(request, "directory/cluster_groups.html", context)


def edit_group(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a working group."""
    group = get_object_or_404(WorkingGroup.objects.select_related("cluster"), pk=pk, cluster__slug=slug)
    require(request, "directory.edit_cluster", group.cluster)
    form = WorkingGroupForm(request.POST or None, cluster=group.cluster, group=group)
    if request.method == "POST" and form.is_valid():
        actions.save_working_group(group, by=signed_in(request), **form.changes)
        messages.success(request, _("The group has been changed."))
        return redirect("cluster-groups", slug=slug)
    listing = (_("Working groups"), reverse("cluster-groups", args=[slug]))
    context = {"group": group, "form": form, "trail": _trail(group.cluster, listing, (str(group), ""))}
    return render(request, "directory/cluster_group_edit.html", context)


@require_POST
def close_group(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Dissolve a working group."""
    group = get_object_or_404(WorkingGroup.objects.select_related("cluster"), pk=pk, cluster__slug=slug)
    require(request, "directory.edit_cluster", group.cluster)
    actions.close_working_group(group, by=signed_in(request))
    messages.success(request, _("The group has been dissolved."))
    return redirect("cluster-groups", slug=slug)


def fees(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what membership costs, and enter a fee."""
    cluster = get_object_or_404(Cluster, slug=slug)
    require(request, "directory.edit_cluster", cluster)
    form = FeeForm(request.POST or None, instance=ClusterFee(cluster=cluster))
    if request.method == "POST" and form.is_valid():
        actions.add_fee(cluster, by=signed_in(request), **form.changes)
        messages.success(request, _("The fee has been entered."))
        return redirect("cluster-fees", slug=slug)
    context = {
        "cluster": cluster,
        "fees": cluster.fees.all(),
        "form": form,
        "trail": _trail(cluster, (_("Membership fees"), "")),
    }
    return render(request, "directory/cluster_fees.html", context)


@require_POST
def remove_fee(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take away a fee that is no longer asked."""
    fee = get_object_or_404(ClusterFee.objects.select_related("cluster"), pk=pk, cluster__slug=slug)
    require(request, "directory.edit_cluster", fee.cluster)
    actions.remove_fee(fee, by=signed_in(request))
    messages.success(request, _("The fee has been taken away."))
    return redirect("cluster-fees", slug=slug)
