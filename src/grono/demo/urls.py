"""Addresses that exist in demo mode only."""

from django.urls import path

from grono.demo import views

urlpatterns = [
    path("role/", views.change_role, name="demo-role"),
    path("outbox/", views.outbox, name="demo-outbox"),
    path("outbox/<int:pk>/", views.outbox_mail, name="demo-outbox-mail"),
]
