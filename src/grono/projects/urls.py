"""Addresses of the projects."""

from django.urls import path

from grono.projects import views

urlpatterns = [
    path("projects/", views.projects, name="projects"),
    path("projects/<slug:slug>/", views.project, name="project"),
]
