"""Addresses of sign-in (allauth) and of a person's own settings."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.account.urls"))]
