"""Addresses of the cooperation profiles and of what follows from them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
