"""Addresses of calls for presentations, proposals and reviews."""

from django.urls import URLPattern, path

from grono.proposals.views import (
    builder,
    calls,
    console,
    deciding,
    invitations,
    proposing,
    ranking,
    reviewers,
    reviewing,
    speakers,
)

_EDITION = "<slug:edition_slug>"
_CALL = f"{_EDITION}/organiser/calls/<slug:code>"
_PROPOSAL = f"{_EDITION}/proposals/<slug:code>"

_PUBLIC = [
    path(f"{_EDITION}/calls/", calls.calls, name="calls"),
    path(f"{_EDITION}/calls/<slug:code>/", calls.call, name="call"),
    path(f"{_EDITION}/calls/<slug:code>/proposals/new/", proposing.new, name="call-propose"),
]
_PROPOSING = [
    path(f"{_EDITION}/proposals/", proposing.mine, name="proposals"),
    path(f"{_EDITION}/proposals/invitations/<uuid:key>/", invitations.invitation, name="proposal-invitation"),
    path(f"{_PROPOSAL}/", proposing.proposal, name="proposal"),
    path(f"{_PROPOSAL}/edit/", proposing.edit, name="proposal-edit"),
    path(f"{_PROPOSAL}/submission/", proposing.submit, name="proposal-submission"),
    path(f"{_PROPOSAL}/withdrawal/", proposing.withdraw, name="proposal-withdrawal"),
    path(f"{_PROPOSAL}/confirmation/", proposing.confirm, name="proposal-confirmation"),
    path(f"{_PROPOSAL}/speakers/", speakers.speakers, name="proposal-speakers"),
    path(f"{_PROPOSAL}/speakers/<int:pk>/removal/", speakers.remove, name="proposal-speaker-removal"),
    path(f"{_PROPOSAL}/files/<int:pk>/", proposing.file, name="proposal-file"),
]
_BUILDING = [
    path(f"{_EDITION}/organiser/calls/", builder.calls, name="console-calls"),
    path(f"{_EDITION}/organiser/calls/new/", builder.new, name="console-call-new"),
    path(f"{_CALL}/", builder.call, name="console-call"),
    path(f"{_CALL}/state/", builder.state, name="console-call-state"),
    path(f"{_CALL}/deletion/", builder.delete, name="console-call-deletion"),
    path(f"{_CALL}/form/", builder.form, name="console-call-form"),
    path(f"{_CALL}/preview/", builder.preview, name="console-call-preview"),
    path(f"{_CALL}/types/new/", builder.kind, name="console-type-new"),
    path(f"{_CALL}/types/<int:pk>/", builder.kind, name="console-type"),
    path(f"{_CALL}/types/<int:pk>/removal/", builder.remove_kind, name="console-type-removal"),
    path(f"{_CALL}/types/<int:pk>/place/", builder.move_kind, name="console-type-place"),
    path(f"{_CALL}/questions/new/", builder.question, name="console-question-new"),
    path(f"{_CALL}/questions/<int:pk>/", builder.question, name="console-question"),
    path(f"{_CALL}/questions/<int:pk>/removal/", builder.remove_question, name="console-question-removal"),
    path(f"{_CALL}/questions/<int:pk>/place/", builder.move_question, name="console-question-place"),
    path(f"{_CALL}/proposals/", console.proposals, name="console-proposals"),
    path(f"{_CALL}/proposals.xlsx", console.spreadsheet, name="console-proposals-xlsx"),
]
_REVIEWING = [
    path(f"{_EDITION}/reviews/", reviewing.reviews, name="reviews"),
    path(f"{_EDITION}/reviews/bids/<slug:code>/", reviewing.bids, name="bids"),
    path(f"{_EDITION}/reviews/<slug:code>/", reviewing.review, name="review"),
    path(f"{_EDITION}/reviews/<slug:code>/conflict/", reviewing.conflict, name="review-conflict"),
    path(f"{_EDITION}/reviews/<slug:code>/comments/", reviewing.comment, name="review-comment"),
]
_COMMITTEE = [
    path(f"{_CALL}/reviewers/", reviewers.reviewers, name="console-reviewers"),
    path(f"{_CALL}/reviewers/<int:pk>/", reviewers.reviewer, name="console-reviewer"),
    path(f"{_CALL}/reviewers/<int:pk>/removal/", reviewers.remove, name="console-reviewer-removal"),
    path(f"{_CALL}/criteria/", reviewers.criteria, name="console-criteria"),
    path(f"{_CALL}/assignment/", reviewers.assignment, name="console-assignment"),
    path(f"{_CALL}/assignment/progress/", reviewers.assignment_progress, name="console-assignment-progress"),
    path(f"{_CALL}/assignment/<slug:proposal>/", reviewers.give, name="console-assignment-proposal"),
    path(f"{_CALL}/reminders/", reviewers.remind, name="console-reviewer-reminders"),
    path(f"{_CALL}/ranking/", ranking.ranking, name="console-ranking"),
    path(f"{_CALL}/ranking.xlsx", ranking.spreadsheet, name="console-ranking-xlsx"),
    path(f"{_CALL}/proposals/<slug:proposal>/", ranking.proposal, name="console-proposal"),
    path(f"{_CALL}/decisions/", deciding.decisions, name="console-decisions"),
    path(f"{_CALL}/decisions/<int:pk>/", deciding.mail, name="console-decision-mail"),
]

urlpatterns: list[URLPattern] = [*_PUBLIC, *_PROPOSING, *_BUILDING, *_REVIEWING, *_COMMITTEE]
