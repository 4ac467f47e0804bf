"""Administration of cooperation."""

from django.contrib import admin

from grono.cooperation.models import (
    Agreement,
    AgreementParty,
    ExpressionOfInterest,
    PartneringProfile,
    ProfileAttachment,
)


class AttachmentInline(admin.TabularInline):
    """The files of a profile; they come in through the site, which checks them."""

    model = ProfileAttachment
    readonly_fields = ["name", "content_type", "size", "digest", "added_at"]
    exclude = ["file"]
    extra = 0

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        """Leave uploads to the site."""
        return False


@admin.register(PartneringProfile)
class PartneringProfileAdmin(admin.ModelAdmin):
    """Profiles, to look at and to correct; states change on the site, where each step is checked."""

    list_display = ["reference", "type", "state", "title", "organisation", "valid_until", "is_anonymous"]
    list_filter = ["state", "type", "is_anonymous", "is_demonstration", "language"]
    search_fields = ["reference", "title", "organisation__name"]
    autocomplete_fields = ["organisation", "cluster", "contact", "keywords"]
    readonly_fields = [
        "reference", "state", "reviewed_by", "version", "created_at", "updated_at", "submitted_at", "published_at",
        "renewed_at", "reminded_at",
    ]  # fmt: skip
    inlines = [AttachmentInline]

    def has_add_permission(self, request: object) -> bool:
        """Leave new profiles to the site, which gives them their reference."""
        return False


@admin.register(ExpressionOfInterest)
class ExpressionOfInterestAdmin(admin.ModelAdmin):
    """States and dates only: what two organisations write to each other is theirs."""

    list_display = ["pk", "from_organisation", "to_organisation", "profile", "state", "sent_at", "expires_at"]
    list_filter = ["state"]
    list_select_related = ["from_organisation", "to_organisation", "profile"]
    search_fields = ["from_organisation__name", "to_organisation__name", "profile__reference"]
    fields = ["profile", "from_organisation", "to_organisation", "state", "sent_at", "seen_at", "answered_at"]

    def has_add_permission(self, request: object) -> bool:
        """Leave writing to the site."""
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        """Nobody answers for somebody else."""
        return False


class PartyInline(admin.TabularInline):
    """The parties of an agreement and when they confirmed it."""

    model = AgreementParty
    readonly_fields = ["organisation", "confirmed_by", "confirmed_at"]
    extra = 0

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        """Leave parties to the site, where each of them confirms."""
        return False


@admin.register(Agreement)
class AgreementAdmin(admin.ModelAdmin):
    """Agreements, to look at and to correct their words; states change on the site, where each step is checked."""

    list_display = ["title", "kind", "state", "signed_date", "visibility", "outcome"]
    list_filter = ["state", "kind", "visibility", "outcome"]
    search_fields = ["title", "parties__name"]
    fields = ["kind", "title", "description", "visibility", "state", "signed_date", "outcome", "outcome_date"]
    readonly_fields = ["state", "signed_date", "outcome", "outcome_date"]
    inlines = [PartyInline]

    def has_add_permission(self, request: object) -> bool:
        """Leave new agreements to the site."""
        return False
