"""Reads for the pipeline: what is being prepared and runs, by the year in which it starts."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Prefetch, Q

from grono.projects.choices import ParticipationRole, ProjectState
from grono.projects.models import Participation, Project
from grono.projects.queries.projects import ProjectFilter, find_projects

#: What is ahead or under way; the completed and the dropped are not.
STATES = (
    ProjectState.IDEA,
    ProjectState.FORMING,
    ProjectState.SUBMITTED,
    ProjectState.FUNDED,
    ProjectState.RUNNING,
)


@dataclass(frozen=True)
class Stage:
    """The projects that start in one year; ``year`` is ``None`` where no start is set, or where it ``is_past``."""

    year: int | None
    is_past: bool
    projects: list[Project]

    @property
    def by_state(self) -> list[tuple[str, int]]:
        """Return how many projects are in each state of the pipeline."""
        counted = Counter(project.state_now for project in self.projects)  # type: ignore[attr-defined]  # annotated
        return [(state.value, counted[state.value]) for state in STATES]


def pipeline(wanted: ProjectFilter, today: date) -> list[Stage]:
    """Return the public projects that fit and are ahead or under way, year by year (two queries).

    The coming years stand first, then what has no start yet, then what began in former years; strategic ones lead.
    Each project has its counts, ``state_now``, and its coordinator in ``coordinators``.
    """
    coordinators = Participation.objects.filter(role=ParticipationRole.COORDINATOR).select_related("organisation")
    found = (
        find_projects(wanted)
        .filter(Q(state_now__in=STATES))
        .select_related("lead_cluster__cluster_organisation")
        .prefetch_related(Prefetch("participations", coordinators, to_attr="coordinators"))
        .order_by(F("start_date").asc(nulls_last=True), "-is_strategic", "acronym", "pk")
    )
    stages: dict[tuple[bool, int | None], list[Project]] = {}
    for project in found:
        year = project.start_date.year if project.start_date else None
        is_past = year is not None and year < today.year
        stages.setdefault((is_past, None if is_past else year), []).append(project)
    return [
        Stage(year, is_past, sorted(projects, key=lambda project: not project.is_strategic))
        for (is_past, year), projects in sorted(stages.items(), key=lambda stage: stage[0][0])
    ]
