"""Administration of projects: they come from their source and can only be looked at."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from grono.projects.choices import MENDING
from grono.projects.models import CordisImport, CordisNote, Participation, Project


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


@admin.register(CordisImport)
class CordisImportAdmin(ReadOnly, admin.ModelAdmin):
    """Imports of CORDIS: how far each has come and what came of it."""

    list_display = ["__str__", "state", "how_far", "rows_read", "started_at", "finished_at", "by"]
    list_filter = ["state"]
    list_select_related = ["by"]

    @admin.display(description="%")
    def how_far(self, record: CordisImport) -> int:
        """Show how much of the files has been read."""
        return record.percent

    @admin.display(description=_("rows"))
    def rows_read(self, record: CordisImport) -> int:
        """Show the number of rows."""
        return record.rows


class OutcomeFilter(admin.SimpleListFilter):
    """Whether the row was left out or only a cell."""

    title = _("outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Name the two."""
        return [("refused", _("row refused")), ("mended", _("cell mended or left out"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[CordisNote]) -> models.QuerySet[CordisNote]:
        """Keep the notes of the outcome that was asked for."""
        if self.value() == "mended":
            return queryset.filter(rule__in=MENDING)
        return queryset.exclude(rule__in=MENDING) if self.value() == "refused" else queryset


@admin.register(CordisNote)
class CordisNoteAdmin(ReadOnly, admin.ModelAdmin):
    """What imports of CORDIS refused, mended or left out."""

    list_display = ["cordis_import", "file", "row", "record", "column", "sentence"]
    list_filter = [OutcomeFilter, "cordis_import"]
    list_select_related = ["cordis_import"]
    search_fields = ["record"]
    show_full_result_count = False

    @admin.display(description=_("rule"))
    def sentence(self, note: CordisNote) -> str:
        """Show the rule with what stands in the cell."""
        return note.sentence
