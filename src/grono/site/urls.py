"""Addresses: what carries a language, and the few that do not."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from grono.site.api import api
from grono.site.views import api_docs, console, health, home, offline, recommendations, search

handler400 = "grono.site.views.errors.bad_request"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", health.robots, name="robots"),
    path("sw.js", offline.service_worker, name="service-worker"),
    path("api/v1/", api.urls),
    path("admin/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("grono.demo.urls")))
    urlpatterns += i18n_patterns(path("", include("grono.demo.pages")))

urlpatterns += i18n_patterns(
    path("", home.home, name="home"),
    path("offline/", offline.offline, name="offline"),
    path("site.webmanifest", offline.manifest, name="manifest"),
    path("dashboard/", home.dashboard, name="dashboard"),
    path("search/", search.search, name="search"),
    path("recommendations/", recommendations.recommendations, name="recommendations"),
    path("recommendations/dismissal/", recommendations.dismissal, name="recommendation-dismissal"),
    path("recommendations/dismissals/<int:pk>/", recommendations.restoration, name="recommendation-restoration"),
    path("recommendations/matching/<slug:slug>/", recommendations.matching, name="matching"),
    path("api/", api_docs.reference, name="api-docs"),
    path("account/", include("grono.accounts.urls")),
    path("", include("grono.directory.urls")),
    path("", include("grono.projects.urls")),
    path("", include("grono.cooperation.urls")),
    path("", include("grono.funding.urls")),
    path("congress/<slug:edition_slug>/", home.edition_home, name="edition"),
    path("congress/<slug:edition_slug>/organiser/", console.console, name="console"),
    path("congress/", include("grono.congress.urls")),
    path("congress/", include("grono.proposals.urls")),
    path("congress/", include("grono.schedule.urls")),
    path("congress/", include("grono.meetings.urls")),
)
