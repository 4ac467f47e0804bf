"""Who may do what in the workspace of a consortium; who may open it stands in ``permissions``."""

import rules

from grono.accounts.models import Person
from grono.directory.models import Affiliation
from grono.directory.permissions import is_representative
from grono.projects.choices import ParticipationRole
from grono.projects.models import ConsortiumInvitation, Participation


@rules.predicate
def leads_its_project(person: Person, record: Participation | ConsortiumInvitation | None) -> bool:
    """The person may change the project to which the record belongs."""
    return record is not None and person.has_perm("projects.change_project", record.project)


@rules.predicate
def sees_its_workspace(person: Person, record: Participation | ConsortiumInvitation | None) -> bool:
    """The person may open the workspace to which the record belongs."""
    return record is not None and person.has_perm("projects.view_workspace", record.project)


@rules.predicate
def is_of_the_invited(person: Person, invitation: ConsortiumInvitation | None) -> bool:
    """The person belongs at present to the organisation that is invited."""
    return (
        invitation is not None
        and Affiliation.objects.filter(
            person=person.pk, organisation=invitation.organisation_id, ended_date=None
        ).exists()
    )


@rules.predicate
def coordinates(person: Person, participation: Participation | None) -> bool:
    """The participation is that of the coordinator."""
    return participation is not None and participation.role == ParticipationRole.COORDINATOR


rules.add_perm(
    "projects.view_invitation", rules.is_authenticated & (rules.is_staff | is_of_the_invited | sees_its_workspace)
)
# Only who represents the invited organisation answers for it: neither the staff nor a cluster's manager can.
rules.add_perm("projects.answer_invitation", rules.is_authenticated & is_representative)
rules.add_perm("projects.withdraw_invitation", rules.is_authenticated & leads_its_project)
rules.add_perm(
    "projects.change_budget", rules.is_authenticated & (leads_its_project | (sees_its_workspace & is_representative))
)
rules.add_perm("projects.leave_consortium", rules.is_authenticated & is_representative & ~coordinates)
