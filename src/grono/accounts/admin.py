"""Administration of people and of what they agreed to."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from grono.accounts.models import Consent, Person


class PersonCreationForm(AdminUserCreationForm):
    """A new person is known by the e-mail address; without a password they sign in by a code."""

    class Meta:
        model = Person
        fields = ("email",)


@admin.register(Person)
class PersonAdmin(UserAdmin):
    """People, found by name or address."""

    add_form = PersonCreationForm
    ordering = ["name_sort", "pk"]
    list_display = ["email", "given_name", "family_name", "is_active", "is_staff", "is_demonstration"]
    list_filter = ["is_active", "is_staff", "is_demonstration", "language"]
    search_fields = ["email", "given_name", "family_name"]
    readonly_fields = ["joined_at", "last_login"]
    filter_horizontal = ["groups", "user_permissions"]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (_("Person"), {"fields": ["given_name", "family_name", "language", "is_demonstration"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        (_("Dates"), {"fields": ["joined_at", "last_login"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "usable_password", "password1", "password2"]})]


@admin.register(Consent)
class ConsentAdmin(admin.ModelAdmin):
    """Consents are evidence: they are read here and never changed."""

    list_display = ["person", "purpose", "given_at", "withdrawn_at"]
    list_filter = ["purpose"]
    search_fields = ["person__email", "person__family_name"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the person can agree."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Evidence is not edited."""
        return False
