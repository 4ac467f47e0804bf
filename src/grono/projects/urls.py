"""Addresses of the module."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
