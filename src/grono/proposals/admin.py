"""Administration of proposals, to look at: calls and proposals have their own pages, which check each step."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from i18nfield.admin import I18nModelAdmin

from grono.proposals.models import (
    AssignmentRun,
    CallForPresentations,
    DecisionMail,
    Proposal,
    ProposalSpeaker,
    ProposalType,
    Question,
    Reviewer,
)


class LookOnly(I18nModelAdmin):
    """Records that only the site writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds these by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes these by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes these by hand: files, mails and reviews hang on them."""
        return False


class LookOnlyInline(admin.TabularInline):
    """Rows of such a record."""

    formfield_overrides = I18nModelAdmin.formfield_overrides_defaults
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds these by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes these by hand."""
        return False


class TypeInline(LookOnlyInline):
    """The types of presentations of a call."""

    model = ProposalType
    fields = ["code", "name", "kind", "minutes", "position"]


class QuestionInline(LookOnlyInline):
    """The questions of a call."""

    model = Question
    fields = ["code", "label", "kind", "is_required", "is_public", "names_proposer", "position"]


@admin.register(CallForPresentations)
class CallAdmin(LookOnly):
    """Calls with what their forms ask."""

    list_display = ["code", "title", "edition", "state", "opens_at", "deadline_at", "is_blind"]
    list_filter = ["state", "edition"]
    list_select_related = ["edition"]
    inlines = [TypeInline, QuestionInline]


class SpeakerInline(LookOnlyInline):
    """The speakers of a proposal, without the secret of their invitation."""

    model = ProposalSpeaker
    fields = ["person", "name", "email", "state", "invited_at", "answered_at"]


@admin.register(Proposal)
class ProposalAdmin(LookOnly):
    """What was handed in; drafts belong to their proposers alone, and a note to the organisers."""

    list_display = ["code", "title", "call", "state", "proposer", "submitted_at", "decided_at"]
    list_filter = ["state", "call"]
    list_select_related = ["call", "proposer"]
    search_fields = ["code", "proposer__email", "proposer__family_name"]
    exclude = ["note"]
    inlines = [SpeakerInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave drafts out."""
        return super().get_queryset(request).exclude(state="draft")


@admin.register(Reviewer)
class ReviewerAdmin(LookOnly):
    """Programme committees; reviews and comments are read by the committee and the organisers."""

    list_display = ["person", "call", "most", "is_active"]
    list_filter = ["is_active", "call"]
    list_select_related = ["person", "call"]
    search_fields = ["person__email", "person__family_name"]
    fields = ["call", "person", "most", "languages", "is_active"]


@admin.register(AssignmentRun)
class AssignmentRunAdmin(LookOnly):
    """What automatic assignments reached and proved."""

    list_display = ["call", "made_at", "made_by"]
    list_filter = ["call"]
    list_select_related = ["call__edition", "made_by"]


@admin.register(DecisionMail)
class DecisionMailAdmin(LookOnly):
    """Who was told what and when, without the text."""

    list_display = ["proposal", "recipient", "decision", "state", "sent_at", "sent_by"]
    list_filter = ["state", "decision"]
    list_select_related = ["proposal", "recipient", "sent_by"]
    fields = ["proposal", "recipient", "decision", "state", "written_at", "sent_at", "sent_by"]
