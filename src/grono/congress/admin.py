"""Administration of editions; what has its own pages or is made by the engines can only be looked at."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from i18nfield.admin import I18nModelAdmin

from grono.congress.models import (
    Booking,
    Deadline,
    Edition,
    Exhibitor,
    FundingCredit,
    Participant,
    Plan,
    PressAccreditation,
    Room,
    Slot,
    Solve,
    Supporter,
    SupporterLevel,
    Table,
    TeamMember,
    Track,
    Unavailability,
)


class LookOnly(admin.ModelAdmin):
    """Records that only the program writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds these by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes these by hand."""
        return False


class TeamInline(admin.TabularInline):
    """Who runs the edition."""

    model = TeamMember
    autocomplete_fields = ["person"]
    extra = 0


@admin.register(Edition)
class EditionAdmin(I18nModelAdmin):
    """Editions with their teams."""

    list_display = ["slug", "title", "start_date", "end_date", "town", "is_public", "is_demonstration"]
    inlines = [TeamInline]


@admin.register(Room)
class RoomAdmin(I18nModelAdmin):
    """Rooms; a new one is added by the folder import, which also makes it bookable."""

    list_display = ["code", "name", "edition", "capacity"]
    list_filter = ["edition"]
    readonly_fields = ["resource"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A room needs its resource."""
        return False


@admin.register(Participant)
class ParticipantAdmin(admin.ModelAdmin):
    """Participants of editions."""

    list_display = ["code", "person", "organisation", "edition", "status", "takes_meetings"]
    list_filter = ["edition", "status"]
    search_fields = ["code", "person__family_name", "person__given_name", "person__email"]
    readonly_fields = ["resource", "calendar_key"]
    autocomplete_fields = ["person"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A participant needs a resource."""
        return False


admin.site.register([Deadline, Slot, Track], I18nModelAdmin)
admin.site.register(
    [
        Table,
        Plan,
        Booking,
        Solve,
        Unavailability,
        SupporterLevel,
        Supporter,
        Exhibitor,
        FundingCredit,
        PressAccreditation,
    ],
    LookOnly,
)
