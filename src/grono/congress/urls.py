"""Addresses of the people of an edition."""

from django.urls import path

from grono.congress import views

urlpatterns = [
    path("<slug:edition_slug>/people/", views.people, name="people"),
    path("<slug:edition_slug>/people/<str:code>/", views.participant, name="participant"),
]
