"""Writing who takes part in which project, for a batch of CORDIS rows."""

from collections.abc import Iterable, Mapping, Sequence

from grono.projects.actions.cordis_projects import is_newer
from grono.projects.actions.counts import count_projects
from grono.projects.formats.cordis_facts import PartnerFacts, added_up, stronger_role
from grono.projects.models import CordisImport, Participation
from grono.search.lemmas import fold
from grono.search.tasks import index_records_task

Key = tuple[int, int | str]
_FIELDS = [
    "organisation", "name", "country", "role", "ec_contribution", "is_sme", "has_ended", "position", "published_at",
    "cordis_import",
]  # fmt: skip


def write_participations(
    batch: Sequence[PartnerFacts],
    projects: Mapping[str, int],
    organisations: Mapping[str, int],
    record: CordisImport,
) -> None:
    """Create and update participations; ``projects`` and ``organisations`` give keys by number and PIC.

    An organisation that stands twice in a project within one import is one participation: contributions are added up
    and the stronger role holds.
    """
    known = _known(projects.values())
    created: list[Participation] = []
    changed: dict[int, Participation] = {}
    for facts in batch:
        project, organisation = projects[facts.project], organisations.get(facts.pic)
        by_name = (project, fold(facts.fields["name"]))
        key: Key = (project, organisation) if organisation else by_name
        part = known.get(key) or known.pop(by_name, None)
        if part is None:
            part = known[key] = Participation(project_id=project)
            created.append(part)
            record.add("participations created")
        elif part.cordis_import_id == record.pk:
            _merge(part, facts)
            record.add("participations merged")
        elif is_newer(facts.published_at, part.published_at):
            record.add("participations updated")
        else:
            record.add("participations unchanged")
            continue
        if part.cordis_import_id != record.pk:
            for name, value in facts.fields.items():
                setattr(part, name, value)
        known[key] = part
        part.organisation_id, part.cordis_import, part.published_at = organisation, record, facts.published_at
        if part.pk:
            changed[part.pk] = part
    _save(created, list(changed.values()))


def _known(projects: Iterable[int]) -> dict[Key, Participation]:
    """Return the participations of projects by project and organisation, or by project and folded name."""
    found = Participation.objects.filter(project__in=set(projects))
    return {(part.project_id, part.organisation_id or fold(part.name)): part for part in found}


def _merge(part: Participation, facts: PartnerFacts) -> None:
    part.role = stronger_role(part.role, facts.fields["role"])
    part.ec_contribution = added_up(part.ec_contribution, facts.fields["ec_contribution"])
    part.position = min(part.position, facts.fields["position"])
    part.has_ended = part.has_ended and facts.fields["has_ended"]


def _save(created: list[Participation], changed: list[Participation]) -> None:
    Participation.objects.bulk_create(created)
    Participation.objects.bulk_create(changed, update_conflicts=True, unique_fields=["id"], update_fields=_FIELDS)
    touched = [*created, *changed]
    count_projects({part.organisation_id for part in touched if part.organisation_id})
    if touched:
        index_records_task.defer(kind="project", ids=sorted({part.project_id for part in touched}))
