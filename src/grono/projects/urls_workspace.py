"""Addresses of the consortium workspace."""

from django.urls import URLPattern, path

from grono.projects.views import workspace, workspace_answers, workspace_budget, workspace_invitations
from grono.projects.views import workspace_proposals as proposals
from grono.projects.views import workspace_roles as roles

_HERE = "projects/<slug:slug>/consortium/"

urlpatterns: list[URLPattern] = [
    path("projects/consortium/new/", workspace.new, name="consortium-new"),
    path("projects/invitations/<int:pk>/", workspace_invitations.invitation, name="invitation"),
    path("projects/invitations/<int:pk>/withdrawal/", workspace_invitations.withdrawal, name="invitation-withdrawal"),
    path(_HERE, workspace.consortium, name="consortium"),
    path(f"{_HERE}partners/<int:pk>/", workspace.member, name="consortium-member"),
    path(f"{_HERE}invite/", workspace_invitations.invite, name="consortium-invite"),
    path(f"{_HERE}answers/", workspace_answers.answers, name="consortium-answers"),
    path(f"{_HERE}roles/new/", roles.new, name="consortium-role-new"),
    path(f"{_HERE}roles/missing/", roles.missing, name="consortium-roles-missing"),
    path(f"{_HERE}roles/<int:pk>/removal/", roles.removal, name="consortium-role-removal"),
    path(f"{_HERE}roles/<int:pk>/advertisement/", roles.advertise, name="consortium-advertise"),
    path(f"{_HERE}proposals/", proposals.proposals, name="consortium-proposals"),
    path(f"{_HERE}budget/", workspace_budget.budget, name="consortium-budget"),
    path(f"{_HERE}budget/<int:pk>/", workspace_budget.part, name="consortium-budget-part"),
    path(f"{_HERE}budget/budget.csv", workspace_budget.export, {"kind": "csv"}, name="consortium-budget-csv"),
    path(f"{_HERE}budget/budget.xlsx", workspace_budget.export, {"kind": "xlsx"}, name="consortium-budget-xlsx"),
]
