"""Administration of requests and rounds; plans are made by the engine and can only be looked at."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from i18nfield.admin import I18nModelAdmin

from grono.meetings.models import Meeting, MeetingRequest, MeetingRound, UnplacedRequest


@admin.register(MeetingRound)
class MeetingRoundAdmin(I18nModelAdmin):
    """Rounds of meetings."""

    list_display = ["code", "name", "edition", "position"]
    list_filter = ["edition"]


@admin.register(MeetingRequest)
class MeetingRequestAdmin(admin.ModelAdmin):
    """Requests with their states."""

    list_display = ["code", "requester", "invitee", "priority", "status", "edition"]
    list_filter = ["edition", "status", "priority"]
    list_select_related = ["requester__person", "invitee__person", "edition"]
    search_fields = ["code", "requester__person__family_name", "invitee__person__family_name"]
    raw_id_fields = ["requester", "invitee", "fixed_slot", "after"]


@admin.register(Meeting, UnplacedRequest)
class LookOnly(admin.ModelAdmin):
    """Records that only the planning writes."""

    list_display = ["request", "plan"]
    list_select_related = ["request__requester__person", "request__invitee__person", "plan"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds these by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes these by hand."""
        return False
