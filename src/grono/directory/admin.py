"""Administration of the directory."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from i18nfield.admin import I18nModelAdmin

from grono.directory.models import (
    Activity,
    Affiliation,
    Cluster,
    ClusterFee,
    ClusterManager,
    Competence,
    CompetenceClaim,
    Membership,
    Organisation,
    Region,
    WorkingGroup,
)

HTTPS: Mapping[Any, Mapping[str, Any]] = {models.URLField: {"assume_scheme": "https"}}


class ClaimInline(admin.TabularInline):
    """What the organisation offers and seeks."""

    model = CompetenceClaim
    autocomplete_fields = ["competence"]
    extra = 0


class AffiliationInline(admin.TabularInline):
    """Who belongs to the organisation."""

    model = Affiliation
    autocomplete_fields = ["person"]
    extra = 0


class MembershipInline(admin.TabularInline):
    """Which clusters the organisation belongs to."""

    model = Membership
    autocomplete_fields = ["organisation", "cluster"]
    extra = 0


class ManagerInline(admin.TabularInline):
    """Who runs the cluster's affairs."""

    model = ClusterManager
    autocomplete_fields = ["person"]
    extra = 0


class GroupInline(admin.TabularInline):
    """The cluster's working groups."""

    model = WorkingGroup
    autocomplete_fields = ["chair", "members"]
    extra = 0


class FeeInline(admin.TabularInline):
    """What membership costs."""

    model = ClusterFee
    formfield_overrides = HTTPS
    extra = 0


class PlacedAdmin(I18nModelAdmin):
    """Records whose place on the map follows their town, unless it is entered by hand."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Find the town where it has changed and the point has not."""
        changed = set(form.changed_data)
        if changed & {"town", "country", "region"} and not changed & {"latitude", "longitude"}:
            obj.find_place()
        super().save_model(request, obj, form, change)


@admin.register(Organisation)
class OrganisationAdmin(PlacedAdmin):
    """Organisations with everything that hangs on them."""

    list_display = ["name", "helix_sector", "activity_type", "country", "town", "is_demonstration", "source"]
    list_filter = ["is_demonstration", "helix_sector", "activity_type", "country"]
    search_fields = ["name", "short_name", "name_en", "slug", "pic", "nip", "krs", "vat"]
    autocomplete_fields = ["region", "activities"]
    readonly_fields = ["project_count", "created_at", "updated_at"]
    prepopulated_fields = {"slug": ["name"]}
    formfield_overrides = HTTPS
    inlines = [ClaimInline, AffiliationInline, MembershipInline]


@admin.register(Cluster)
class ClusterAdmin(PlacedAdmin):
    """Clusters with their managers and members."""

    list_display = ["name", "town", "cluster_organisation", "label_round", "is_demonstration"]
    list_filter = ["is_demonstration", "label_round"]
    search_fields = ["slug", "name", "coordinator_name"]
    formfield_overrides = HTTPS
    autocomplete_fields = ["cluster_organisation", "region"]
    inlines = [ManagerInline, MembershipInline, GroupInline, FeeInline]


@admin.register(Region, Activity, Competence)
class CodeAdmin(I18nModelAdmin):
    """Reference tables, found by code."""

    list_display = ["code", "name"]
    search_fields = ["code"]
