"""Administration of projects: they come from their source and can only be looked at."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from grono.projects.models import Participation, Project


class ReadOnly:
    """Nobody adds, changes or deletes by hand what a source has published."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Projects are imported."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Facts stay as published."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Facts stay as published."""
        return False


class ParticipationInline(ReadOnly, admin.TabularInline):
    """Who takes part."""

    model = Participation
    fields = ["position", "name", "organisation", "country", "role", "ec_contribution"]


@admin.register(Project)
class ProjectAdmin(ReadOnly, admin.ModelAdmin):
    """Projects with their participants."""

    list_display = ["acronym", "title", "funding_scheme", "start_date", "end_date", "source"]
    list_filter = ["funding_scheme", "source"]
    search_fields = ["acronym", "title", "cordis_id"]
    inlines = [ParticipationInline]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
