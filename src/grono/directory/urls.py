"""Addresses of the directory."""

from django.urls import path

from grono.directory.views import groups, imports, manager, member, places, public, records

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
    path("clusters/<slug:slug>/groups/", groups.groups, name="cluster-groups"),
    path("clusters/<slug:slug>/groups/<int:pk>/", groups.edit_group, name="working-group-edit"),
    path("clusters/<slug:slug>/groups/<int:pk>/closure/", groups.close_group, name="working-group-closure"),
    path("clusters/<slug:slug>/fees/", groups.fees, name="cluster-fees"),
    path("clusters/<slug:slug>/fees/<int:pk>/removal/", groups.remove_fee, name="cluster-fee-removal"),
    path("map/", places.europe, name="map"),
    path("regions/", places.regions, name="regions"),
    path("regions/<slug:code>/", places.region, name="region"),
    path("regions/<slug:code>/edit/", places.edit_region, name="region-edit"),
    path("organisations/<slug:slug>/history/", records.organisation_history, name="organisation-history"),
    path("clusters/<slug:slug>/history/", records.cluster_history, name="cluster-history"),
    path("directory/lookup/", records.look_up, name="organisation-lookup"),
    path("directory/new/", records.add, name="organisation-new"),
    path("directory/duplicates/", records.duplicates, name="duplicates"),
    path("directory/duplicates/<slug:first>/<slug:second>/", records.compare, name="duplicate-pair"),
    path("directory/duplicates/<slug:first>/<slug:second>/distinct/", records.tell_apart, name="duplicate-distinct"),
    path("directory/merges/<int:pk>/undoing/", records.undo, name="merge-undoing"),
    path("directory/import/", imports.upload, name="directory-import"),
    path("directory/import/<int:pk>/", imports.columns, name="import-columns"),
    path("directory/import/<int:pk>/preview/", imports.preview, name="import-preview"),
    path("directory/import/<int:pk>/report/", imports.report, name="import-report"),
    path("directory/import/<int:pk>/rejected.csv", imports.rejected, name="import-rejected"),
    path("directory/import/<int:pk>/discarding/", imports.discard, name="import-discarding"),
]
