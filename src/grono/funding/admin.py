"""The module in the administration: what comes from the portal can only be looked at, rules come in as documents."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from grono.funding.models import (
    CallImport,
    CutOff,
    DeadlineChange,
    FundingCall,
    FundingProgramme,
    RuleScheme,
    RuleSet,
    Topic,
)
from grono.funding.planning import checked_rules


class ReadOnly:
    """Nobody adds, changes or deletes here what an import or an action has written."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Calls are imported, or entered on the site."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Facts stay as published."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is lost."""
        return False


@admin.register(FundingProgramme)
class FundingProgrammeAdmin(admin.ModelAdmin):
    """Programmes that fund projects."""

    list_display = ["slug", "name", "level", "country", "portal_id"]
    list_filter = ["level"]
    search_fields = ["slug", "name"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


@admin.register(FundingCall)
class FundingCallAdmin(ReadOnly, admin.ModelAdmin):
    """Calls with their programme."""

    list_display = ["identifier", "title", "programme"]
    list_filter = ["programme"]
    list_select_related = ["programme"]
    search_fields = ["identifier", "title"]


class CutOffInline(ReadOnly, admin.TabularInline):
    """The deadlines."""

    model = CutOff


class DeadlineChangeInline(ReadOnly, admin.TabularInline):
    """What the deadlines were."""

    model = DeadlineChange


class TopicForm(forms.ModelForm):
    """Keeps rules that the engine cannot read out of a topic: its page and every verdict on it would fail."""

    def clean_own_rules(self) -> Any:
        """Accept nothing, or a document of rules; the message names the place of a fault."""
        document = self.cleaned_data["own_rules"]
        if document is None:
            return None
        try:
            checked_rules(document)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return document


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    """Topics: the kind of grant and the state are set here; the rest comes from the portal or from the site's form."""

    form = TopicForm
    list_display = ["topic_id", "title", "action_type", "state", "origin", "scheme", "is_missing"]
    list_filter = ["state", "origin", "scheme", "action_type", "call__programme"]
    list_select_related = ["scheme"]
    search_fields = ["topic_id", "title"]
    fields = ["topic_id", "title", "call", "state", "scheme", "own_rules", "own_conditions", "url", "missing_since"]
    readonly_fields = ["topic_id", "title", "call", "own_conditions", "url", "missing_since"]
    inlines = [CutOffInline, DeadlineChangeInline]

    @admin.display(description=_("absent from its source"), boolean=True)
    def is_missing(self, topic: Topic) -> bool:
        """Show whether the topic is absent from its source."""
        return topic.missing_since is not None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Calls are imported, or entered on the site."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is lost: what should not be seen is withdrawn."""
        return False


class RuleSetInline(ReadOnly, admin.TabularInline):
    """The versions of the rules."""

    model = RuleSet
    fields = ["version", "valid", "read_at_source", "encoded_date", "source"]


@admin.register(RuleScheme)
class RuleSchemeAdmin(ReadOnly, admin.ModelAdmin):
    """Kinds of grants with the versions of their rules, which are imported as documents."""

    list_display = ["code", "title", "programme"]
    list_select_related = ["programme"]
    inlines = [RuleSetInline]


@admin.register(CallImport)
class CallImportAdmin(ReadOnly, admin.ModelAdmin):
    """Imports of calls: what came of each."""

    list_display = ["file_name", "started_at", "finished_at", "by", "counts"]
    list_select_related = ["by"]
