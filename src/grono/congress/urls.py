"""Addresses of an edition: its people, its supporters, and how it is set up."""

from django.urls import URLPattern, path

from grono.congress.views import editions, parts, people, press, setup, supporters, team, times

_EDITION = "<slug:edition_slug>/"
_SETUP = f"{_EDITION}organiser/setup/"
_SUPPORTERS = f"{_EDITION}organiser/supporters/"
_PARTS = f"{_EDITION}organiser/parts/<slug:kind>/"

urlpatterns: list[URLPattern] = [
    path("", editions.editions, name="editions"),
    path("editions/new/", editions.new, name="edition-new"),
    path(f"{_EDITION}people/", people.people, name="people"),
    path(f"{_EDITION}people/<str:code>/", people.participant, name="participant"),
    path(f"{_EDITION}supporters/", supporters.supporters, name="supporters"),
    path(f"{_EDITION}exhibitors/", supporters.exhibitors, name="exhibitors"),
    path(f"{_EDITION}logos/<str:filename>", supporters.logo, name="edition-logo"),
    path(f"{_EDITION}press/", press.press, name="press"),
    path(f"{_EDITION}press/withdrawal/", press.withdrawal, name="press-withdrawal"),
    path(_SETUP, setup.setup, name="console-setup"),
    path(f"{_SETUP}edition/", setup.edition, name="console-edition"),
    path(f"{_SETUP}rooms/", setup.rooms, name="console-rooms"),
    path(f"{_SETUP}rooms/<int:pk>/closures/", setup.closure, name="console-closure"),
    path(f"{_SETUP}closures/<int:pk>/removal/", setup.closure_removal, name="console-closure-removal"),
    path(f"{_SETUP}tables/", setup.tables, name="console-tables"),
    path(f"{_SETUP}tables/<slug:prefix>/removal/", setup.tables_removal, name="console-tables-removal"),
    path(f"{_SETUP}time/", times.time, name="console-time"),
    path(f"{_SETUP}time/removal/", times.removal, name="console-time-removal"),
    path(f"{_SETUP}tracks/", setup.tracks, name="console-tracks"),
    path(f"{_SETUP}deadlines/", setup.deadlines, name="console-deadlines"),
    path(f"{_SETUP}team/", team.team, name="console-team"),
    path(f"{_SETUP}team/<int:pk>/removal/", team.removal, name="console-team-removal"),
    path(_SUPPORTERS, supporters.console, name="console-supporters"),
    path(f"{_SUPPORTERS}exhibitors/", supporters.console_exhibitors, name="console-exhibitors"),
    path(f"{_SUPPORTERS}funds/", supporters.console_credits, name="console-credits"),
    path(f"{_SUPPORTERS}press/", press.console, name="console-press"),
    path(f"{_SUPPORTERS}press.xlsx", press.spreadsheet, name="console-press-xlsx"),
    path(f"{_SUPPORTERS}press/<int:pk>/answer/", press.answer, name="console-press-answer"),
    path(f"{_PARTS}new/", parts.new, name="console-part-new"),
    path(f"{_PARTS}<int:pk>/", parts.edit, name="console-part"),
    path(f"{_PARTS}<int:pk>/removal/", parts.removal, name="console-part-removal"),
    path(f"{_PARTS}<int:pk>/order/", parts.order, name="console-part-order"),
]
