"""The programme in the administration, for repairs; the everyday pages are the organiser's."""

from django.contrib import admin

from grono.schedule.models import Placement, ScheduleVersion, Session, SessionRole, UnplacedSession


class RoleInline(admin.TabularInline):
    """People of a session."""

    model = SessionRole
    extra = 0
    raw_id_fields = ["participant"]


@admin.register(Session)
class SessionAdmin(admin.ModelAdmin):
    """Sessions by edition and kind."""

    list_display = ["code", "title", "edition", "kind", "language", "minutes"]
    list_filter = ["edition", "kind", "language"]
    search_fields = ["code", "roles__participant__person__family_name"]
    list_select_related = ["edition"]
    raw_id_fields = ["project"]
    inlines = [RoleInline]


class PlacementInline(admin.TabularInline):
    """Where sessions lie; changed by planning and moving only, so that bookings stay in step."""

    model = Placement
    extra = 0
    can_delete = False
    readonly_fields = ["session", "room", "starts_at", "ends_at"]

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        """Forbid new placements here."""
        return False


class UnplacedInline(admin.TabularInline):
    """What a version left out."""

    model = UnplacedSession
    extra = 0
    can_delete = False
    readonly_fields = ["session", "reason"]

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        """Forbid new rows here."""
        return False


@admin.register(ScheduleVersion)
class ScheduleVersionAdmin(admin.ModelAdmin):
    """Versions, to look at."""

    list_display = ["__str__", "plan", "note"]
    list_select_related = ["plan__edition"]
    inlines = [PlacementInline, UnplacedInline]
    readonly_fields = ["plan", "name"]

    def has_add_permission(self, request: object) -> bool:
        """Versions are made by planning."""
        return False
