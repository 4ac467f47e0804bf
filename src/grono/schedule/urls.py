"""Addresses of the programme."""

from django.urls import path

from grono.schedule.views import member, organiser, public, sessions

urlpatterns = [
    path("<slug:edition_slug>/programme/", public.programme, name="programme"),
    path("<slug:edition_slug>/programme/now/", public.now, name="programme-now"),
    path("<slug:edition_slug>/programme.ics", public.programme_ics, name="programme-ics"),
    path("<slug:edition_slug>/sessions/<slug:code>/", public.session, name="session"),
    path("<slug:edition_slug>/sessions/<slug:code>.ics", public.session_ics, name="session-ics"),
    path("<slug:edition_slug>/sessions/<slug:code>/favourite/", member.favourite, name="favourite"),
    path("<slug:edition_slug>/organiser/programme/", organiser.console, name="console-programme"),
    path(
        "<slug:edition_slug>/organiser/programme/versions/",
        organiser.new_version,
        name="console-programme-versions",
    ),
    path(
        "<slug:edition_slug>/organiser/programme/versions/<int:number>/",
        organiser.version,
        name="console-programme-version",
    ),
    path(
        "<slug:edition_slug>/organiser/programme/versions/<int:number>/release/",
        organiser.release,
        name="console-programme-release",
    ),
    path(
        "<slug:edition_slug>/organiser/programme/versions/<int:number>/disposal/",
        organiser.disposal,
        name="console-programme-disposal",
    ),
    path(
        "<slug:edition_slug>/organiser/programme/solves/<int:pk>/",
        organiser.solve_progress,
        name="programme-solve",
    ),
    path(
        "<slug:edition_slug>/organiser/programme/solves/<int:pk>/stop/",
        organiser.stop,
        name="programme-solve-stop",
    ),
    path("<slug:edition_slug>/organiser/sessions/", sessions.session_list, name="console-sessions"),
    path("<slug:edition_slug>/organiser/sessions/new/", sessions.new_session, name="console-session-new"),
    path("<slug:edition_slug>/organiser/sessions/<slug:code>/", sessions.edit_session, name="console-session"),
    path("<slug:edition_slug>/organiser/sessions/<slug:code>/move/", sessions.move, name="console-session-move"),
]
