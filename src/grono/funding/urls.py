"""Addresses of funding."""

from django.urls import URLPattern, path

from grono.funding.views import calendar, entry, facts, topics, watching

urlpatterns: list[URLPattern] = [
    path("funding/", topics.topics, name="funding"),
    path("funding/deadlines/", calendar.deadlines, name="funding-calendar"),
    path("funding/deadlines.ics", calendar.deadlines_ics, name="funding-ics"),
    path("funding/watched/", watching.watched, name="funding-watched"),
    path("funding/drafts/", entry.drafts, name="funding-drafts"),
    path("funding/new/", entry.new, name="funding-new"),
    path("funding/<slug:slug>/", topics.topic, name="funding-topic"),
    path("funding/<slug:slug>/deadlines.ics", calendar.topic_ics, name="funding-topic-ics"),
    path("funding/<slug:slug>/watch/", watching.watch, name="funding-watch"),
    path("funding/<slug:slug>/watch/end/", watching.unwatch, name="funding-unwatch"),
    path("funding/<slug:slug>/edit/", entry.edit, name="funding-edit"),
    path("funding/<slug:slug>/publication/", entry.publish, name="funding-publish"),
    path("funding/<slug:slug>/withdrawal/", entry.withdraw, name="funding-withdraw"),
    path("organisations/<slug:slug>/facts/", facts.facts, name="funding-facts"),
    path("organisations/<slug:slug>/facts/<slug:section>/", facts.declare, name="funding-facts-declare"),
    path(
        "organisations/<slug:slug>/facts/<slug:section>/<int:pk>/removal/",
        facts.remove,
        name="funding-facts-removal",
    ),
]
