"""Administration of the search: documents are made by jobs, so they can only be looked at."""

from django.contrib import admin
from django.http import HttpRequest

from grono.search.models import Document


@admin.register(Document)
class DocumentAdmin(admin.ModelAdmin):
    """Documents as they are indexed."""

    list_display = ["title", "kind", "language", "country", "helix_sector"]
    list_filter = ["kind", "language"]
    search_fields = ["title"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody writes documents by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        """Nobody changes documents by hand."""
        return False
