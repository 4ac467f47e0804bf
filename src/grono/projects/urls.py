"""Addresses of projects and innovations."""

from django.urls import path

from grono.projects.urls_workspace import urlpatterns as workspace
from grono.projects.views import innovations, outline, overview, own, public

urlpatterns = [
    path("innovations/", innovations.innovations, name="innovations"),
    path("innovations/ours/", innovations.mine, name="innovations-mine"),
    path("innovations/<slug:slug>/", innovations.innovation, name="innovation"),
    path("innovations/<slug:slug>/edit/", innovations.edit, name="innovation-edit"),
    path("innovations/<slug:slug>/publication/", innovations.publication, name="innovation-publication"),
    path("organisations/<slug:slug>/innovations/new/", innovations.new, name="innovation-new"),
    path("projects/", public.projects, name="projects"),
    path("projects/new/", own.new, name="project-new"),
    path("projects/map/", overview.europe, name="project-map"),
    path("projects/pipeline/", overview.coming_years, name="pipeline"),
    path("projects/<slug:slug>/", public.project, name="project"),
    path("projects/<slug:slug>/edit/", own.edit, name="project-edit"),
    path("projects/<slug:slug>/state/", own.state, name="project-state"),
    path("projects/<slug:slug>/publication/", own.publication, name="project-publication"),
    path("projects/<slug:slug>/outline/", outline.outline, name="project-outline"),
    path("projects/<slug:slug>/outline/packages/<int:pk>/", outline.work_package, name="project-package"),
    path("projects/<slug:slug>/outline/milestones/<int:pk>/", outline.milestone, name="project-milestone"),
    path("projects/<slug:slug>/documents/", outline.documents, name="project-documents"),
    path("projects/<slug:slug>/documents/<int:pk>/", public.document, name="project-document"),
    path("projects/<slug:slug>/documents/<int:pk>/change/", outline.document_change, name="project-document-change"),
    *workspace,
]
