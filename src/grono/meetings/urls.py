"""Addresses of the module."""

from django.urls import path

from grono.meetings.views import board, member, organiser

urlpatterns = [
    path("<slug:edition_slug>/agenda/", member.agenda, name="agenda"),
    path("<slug:edition_slug>/agenda.ics", member.agenda_ics, name="agenda-ics"),
    path("<slug:edition_slug>/meetings/", member.meeting_requests, name="meeting-requests"),
    path("<slug:edition_slug>/meetings/<str:code>/answer/", member.answer, name="meeting-answer"),
    path("<slug:edition_slug>/meetings/<str:code>/withdrawal/", member.withdrawal, name="meeting-withdrawal"),
    path("<slug:edition_slug>/people/<str:code>/request/", member.request_meeting, name="request-meeting"),
    path("<slug:edition_slug>/tables/", board.table_board, name="table-board"),
    path("<slug:edition_slug>/organiser/meetings/", organiser.console, name="console-meetings"),
    path("<slug:edition_slug>/organiser/meetings/plans/", organiser.new_plan, name="console-meeting-plans"),
    path("<slug:edition_slug>/organiser/meetings/plans/<int:number>/", organiser.draft, name="console-meeting-plan"),
    path(
        "<slug:edition_slug>/organiser/meetings/plans/<int:number>/publication/",
        organiser.publication,
        name="console-meeting-publication",
    ),
    path(
        "<slug:edition_slug>/organiser/meetings/plans/<int:number>/disposal/",
        organiser.disposal,
        name="console-meeting-disposal",
    ),
    path("<slug:edition_slug>/organiser/meetings/solves/<int:pk>/", organiser.solve_progress, name="meeting-solve"),
    path("<slug:edition_slug>/organiser/meetings/solves/<int:pk>/stop/", organiser.stop, name="meeting-solve-stop"),
    path("<slug:edition_slug>/organiser/people/", organiser.people, name="console-people"),
    path("<slug:edition_slug>/organiser/people.xlsx", organiser.people_spreadsheet, name="console-people-xlsx"),
    path("<slug:edition_slug>/organiser/people/<str:code>/cancellation/", organiser.cancellation, name="cancellation"),
]
