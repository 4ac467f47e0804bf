"""Addresses without a language that exist in demo mode only."""

from django.urls import path

from grono.demo import views

urlpatterns = [path("role/", views.change_role, name="demo-role")]
