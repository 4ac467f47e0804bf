"""Who may see and change which project. Facts from a public source are never changed by hand."""

import rules

from grono.accounts.models import Person
from grono.directory.choices import AffiliationRole
from grono.directory.permissions import is_representative, manages_its_cluster
from grono.projects.choices import ParticipationRole
from grono.projects.models import Project
from grono.projects.rules import is_own


@rules.predicate
def is_public(person: Person, project: Project | None) -> bool:
    """Everybody may see the project."""
    return project is not None and project.is_public


@rules.predicate
def is_prepared_here(person: Person, project: Project | None) -> bool:
    """The project comes from no source: its people enter and change it."""
    return project is not None and is_own(project)


@rules.predicate
def takes_part(person: Person, project: Project | None) -> bool:
    """The person belongs at present to an organisation that takes part."""
    return (
        project is not None
        and project.participations.filter(
            organisation__affiliations__person=person.pk, organisation__affiliations__ended_date=None
        ).exists()
    )


@rules.predicate
def represents_coordinator(person: Person, project: Project | None) -> bool:
    """The person represents at present the organisation that coordinates."""
    return (
        project is not None
        and project.participations.filter(
            role=ParticipationRole.COORDINATOR,
            organisation__affiliations__person=person.pk,
            organisation__affiliations__role=AffiliationRole.REPRESENTATIVE,
            organisation__affiliations__ended_date=None,
        ).exists()
    )


@rules.predicate
def manages_lead_cluster(person: Person, project: Project | None) -> bool:
    """The person manages the cluster that leads the preparation."""
    return (
        project is not None
        and project.lead_cluster is not None
        and project.lead_cluster.managers.filter(person=person.pk).exists()
    )


is_partner = rules.is_authenticated & is_prepared_here & (rules.is_staff | takes_part | manages_lead_cluster)

rules.add_perm(
    "projects.add_project", rules.is_authenticated & (rules.is_staff | is_representative | manages_its_cluster)
)
rules.add_perm("projects.view_project", is_public | is_partner)
rules.add_perm("projects.view_workspace", is_partner)
rules.add_perm(
    "projects.change_project",
    rules.is_authenticated & is_prepared_here & (rules.is_staff | represents_coordinator | manages_lead_cluster),
)
