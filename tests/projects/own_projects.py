"""Projects prepared here, as the tests make them: through the same action as the pages."""

from typing import Any

from grono.accounts.models import Person
from grono.directory.models import Organisation
from grono.projects.actions import own as actions
from grono.projects.choices import ProjectState
from grono.projects.models import Participation, Project
from grono.projects.rules import PATH


def make_own(
    organisation: Organisation, *, by: Person, state: str = "idea", public: bool = False, **fields: Any
) -> Project:
    """Make a project that has come to a state; everything that the state demands is there."""
    usual = {
        "acronym": "KRĄG",
        "title": "Circular economy on both sides of the border",
        "objective": "Less waste, more work.",
        "topics": "A call of 2027",
        "duration_months": 24,
        "start_date": "2027-01-01",
        "end_date": "2027-05-01",
    }
    project = actions.create_project(organisation, by=by, fields=usual | fields)
    project.refresh_from_db()
    for step in PATH[1 : PATH.index(ProjectState(state)) + 1] if state != "dropped" else ():
        project = actions.set_state(project, step, by=by)
    if state == "dropped":
        project = actions.drop_project(project, by=by)
    return actions.publish_project(project, by=by) if public else project


def join(project: Project, organisation: Organisation, role: str = "participant") -> Participation:
    """Let an organisation take part."""
    return Participation.objects.create(
        project=project, organisation=organisation, name=organisation.name, country=organisation.country, role=role
    )
