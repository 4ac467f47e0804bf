"""How far a project has come, what each further step demands, and who it is shown to: pure rules, no database."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grono.projects.choices import ProjectLevel, ProjectState
from grono.projects.models import Project

#: To which states each state leads. Dropped from any but completed; a dropped one may begin anew.
MOVES: dict[ProjectState, tuple[ProjectState, ...]] = {
    ProjectState.IDEA: (ProjectState.FORMING, ProjectState.DROPPED),
    ProjectState.FORMING: (ProjectState.SUBMITTED, ProjectState.DROPPED),
    ProjectState.SUBMITTED: (ProjectState.FUNDED, ProjectState.DROPPED),
    ProjectState.FUNDED: (ProjectState.RUNNING, ProjectState.DROPPED),
    ProjectState.RUNNING: (ProjectState.COMPLETED, ProjectState.DROPPED),
    ProjectState.COMPLETED: (),
    ProjectState.DROPPED: (ProjectState.IDEA,),
}
#: The way of a project that comes to a good end.
PATH = (
    ProjectState.IDEA,
    ProjectState.FORMING,
    ProjectState.SUBMITTED,
    ProjectState.FUNDED,
    ProjectState.RUNNING,
    ProjectState.COMPLETED,
)
#: From here on joint work is a fact that counts: in numbers of projects and in likely partners.
FACTUAL = (ProjectState.FUNDED, ProjectState.RUNNING, ProjectState.COMPLETED)
#: What CORDIS calls the state of a grant.
SIGNED, CLOSED, TERMINATED = "signed", "closed", "terminated"
REFUSALS: dict[str, Promise] = {
    "source": gettext_lazy("The facts about this project come from a public source. Nobody changes them here."),
    "dropped": gettext_lazy("The project is dropped. Take it up again as an idea before you change it."),
}


class ProjectRefused(Exception):
    """What was asked for cannot be done with the project as it is; the text says why."""


class EditedMeanwhile(ProjectRefused):
    """Somebody else saved the project after this person opened it."""

    def __str__(self) -> str:
        return _("Somebody else has changed this project since you opened it. Open it again and repeat your changes.")


def is_own(project: Project) -> bool:
    """Tell whether the project is prepared here; the facts of all others come from a source."""
    return not project.source


def state_on(project: Project, today: date) -> ProjectState | None:
    """Return how far a project has come on a day.

    One prepared here says so itself. For one from a source it follows from the state of the grant and the dates;
    ``None`` where they do not tell. ``queries.projects.STATE`` says the same in SQL.
    """
    if project.state:
        return ProjectState(project.state)
    if project.status == TERMINATED:
        return ProjectState.DROPPED
    start, end = project.start_date, project.end_date
    if project.status == CLOSED or (end and end < today):
        return ProjectState.COMPLETED
    if (start and start > today) or (project.status == SIGNED and not start and not end):
        return ProjectState.FUNDED
    return ProjectState.RUNNING if end or project.status == SIGNED else None


def level_of(project: Project) -> ProjectLevel | None:
    """Return how far a project reaches: as it says itself, and a grant of an EU framework programme to Europe."""
    if project.level:
        return ProjectLevel(project.level)
    return ProjectLevel.EUROPEAN if project.cordis_id else None


def next_states(project: Project) -> tuple[ProjectState, ...]:
    """Return the states to which a project prepared here may go from where it is."""
    return MOVES[ProjectState(project.state)] if is_own(project) else ()


def check_move(project: Project, target: ProjectState) -> None:
    """Raise ``ProjectRefused`` unless the project's state leads to another one."""
    if not is_own(project):
        raise ProjectRefused(str(REFUSALS["source"]))
    if target not in next_states(project):
        raise ProjectRefused(
            _("A project in the state “%(state)s” cannot become “%(target)s”.")
            % {"state": project.get_state_display(), "target": target.label}
        )


def move_faults(project: Project, target: ProjectState, *, today: date, has_coordinator: bool) -> dict[str, str]:
    """Return what the project still lacks for a state, by field: each message names the rule."""
    faults: dict[str, str] = {}
    reached = PATH.index(target) if target in PATH else 0
    if reached >= PATH.index(ProjectState.FORMING) and not project.objective.strip():
        faults["objective"] = _("Say what the project is for before you look for partners.")
    if reached >= PATH.index(ProjectState.SUBMITTED):
        faults |= _submission_faults(project, has_coordinator=has_coordinator)
    if reached >= PATH.index(ProjectState.FUNDED) and project.start_date is None:
        faults["start_date"] = _("A funded project has a start date.")
    if reached >= PATH.index(ProjectState.RUNNING) and project.start_date and project.start_date > today:
        faults["start_date"] = _("The project starts on %(day)s; it cannot run before.") % {
            "day": project.start_date.isoformat()
        }
    if target == ProjectState.COMPLETED and (project.end_date is None or project.end_date > today):
        faults["end_date"] = _("A completed project has an end date that is not in the future.")
    return faults


def _submission_faults(project: Project, *, has_coordinator: bool) -> dict[str, str]:
    faults = {}
    if project.topic_id is None and not project.topics.strip():
        faults["topic"] = _("Choose the topic applied for, or say in words to which call the project is submitted.")
    if not has_coordinator:
        faults["coordinator"] = _("A project is submitted by a coordinator; name one in the consortium.")
    if project.duration_months is None:
        faults["duration_months"] = _("Say how many months the project lasts.")
    return faults


def publication_faults(project: Project) -> dict[str, str]:
    """Return what keeps the project from being shown to everybody, by field."""
    if project.state == ProjectState.DROPPED:
        return {"state": _("A dropped project is not shown to everybody.")}
    if not project.objective.strip():
        return {"objective": _("Say what the project is for before everybody sees it.")}
    return {}


#: Words of addresses under ``projects/`` that no project may take.
RESERVED_SLUGS = frozenset({"consortium", "invitations", "map", "mine", "new", "pipeline"})
