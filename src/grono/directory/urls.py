"""Addresses of the directory."""

from django.urls import path

from grono.directory.views import manager, member, public

urlpatterns = [
    path("organisations/", public.organisations, name="organisations"),
    path("organisations/<slug:slug>/", public.organisation, name="organisation"),
    path("organisations/<slug:slug>/edit/", member.edit_organisation, name="organisation-edit"),
    path("organisations/<slug:slug>/people/", member.people, name="organisation-people"),
    path("organisations/<slug:slug>/people/<int:pk>/ending/", member.end, name="affiliation-ending"),
    path("clusters/", public.clusters, name="clusters"),
    path("clusters/<slug:slug>/", public.cluster, name="cluster"),
    path("clusters/<slug:slug>/edit/", manager.edit_cluster, name="cluster-edit"),
    path("clusters/<slug:slug>/members/", manager.members, name="cluster-members"),
    path("clusters/<slug:slug>/members/<int:pk>/departure/", manager.departure, name="membership-departure"),
    path("directory/import/", manager.import_file, name="directory-import"),
]
