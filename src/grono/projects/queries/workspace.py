"""What the workspace of a consortium shows: partners, open roles, invitations, verdicts, and who is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.shortcuts import get_object_or_404

from grono.accounts.models import Person
from grono.directory.choices import AffiliationRole
from grono.directory.models import Affiliation, Organisation
from grono.directory.queries import organisations_of
from grono.funding.choices import VerdictResult
from grono.projects.choices import InvitationState, ParticipationRole, ProjectState
from grono.projects.models import ConsortiumInvitation, ConsortiumRole, Participation, Project, VerdictRecord
from grono.projects.wording import partner_lacking, partner_sought

#: How many candidates of a missing role stand in view; the others can be unfolded.
SHOWN = 4


def workspace_project(slug: str) -> Project:
    """Return a project with its topic and its lead cluster; raises ``Http404``."""
    found = Project.objects.select_related("topic__scheme", "topic__call__programme", "lead_cluster")
    return get_object_or_404(found, slug=slug)


def partners_of(project: Project) -> list[Participation]:
    """Return the partners with organisations, filled roles and budget lines, the coordinator first (three queries)."""
    parts = project.participations.select_related("organisation__region").prefetch_related(
        "filled_roles", "budget_lines"
    )
    return sorted(parts, key=lambda part: (part.role != ParticipationRole.COORDINATOR, part.position, part.pk))


def represented_keys(person: Person) -> set[int]:
    """Return the keys of the organisations that a person represents (one query)."""
    return set(organisations_of(person, representing=True).values_list("pk", flat=True))


def role_by_key(pk: int) -> ConsortiumRole:
    """Return a role with its project; raises ``Http404``."""
    return get_object_or_404(ConsortiumRole.objects.select_related("project__topic", "project__lead_cluster"), pk=pk)


def open_roles_of(project: Project) -> QuerySet[ConsortiumRole]:
    """Return the roles that nobody fills yet, with their advertisements, the oldest first."""
    return project.open_roles.filter(filled_by=None).select_related("profile")


# --- Invitations -------------------------------------------------------------------------------------


def invitation_by_key(pk: int) -> ConsortiumInvitation:
    """Return an invitation with its project, organisation and people; raises ``Http404``."""
    found = ConsortiumInvitation.objects.select_related(
        "project__topic", "project__lead_cluster", "organisation", "open_role", "sent_by", "answered_by"
    )
    return get_object_or_404(found, pk=pk)


def invitations_of(project: Project) -> list[ConsortiumInvitation]:
    """Return a project's invitations, those that wait first, then the latest (one query)."""
    found = project.invitations.select_related("organisation", "open_role", "sent_by", "answered_by")
    return sorted(found, key=lambda each: (not each.is_waiting, -each.sent_at.timestamp(), -each.pk))


def invitations_waiting_for(person: Person) -> QuerySet[ConsortiumInvitation]:
    """Return the invitations that the person may answer, the one that ends first on top."""
    represented = organisations_of(person, representing=True).values("pk")
    found = ConsortiumInvitation.objects.filter(organisation__in=represented, state=InvitationState.SENT)
    return found.select_related("project", "organisation").order_by("expires_at", "pk")


def invitable(project: Project, organisations: Sequence[Organisation]) -> set[int]:
    """Return which of some organisations a project may invite: represented, and of its own world (one query)."""
    keys = [each.pk for each in organisations if each.is_demonstration == project.is_demonstration]
    represented = Affiliation.objects.filter(
        organisation__in=keys, role=AffiliationRole.REPRESENTATIVE, ended_date=None, person__is_active=True
    )
    return set(represented.values_list("organisation", flat=True))


# --- Verdicts ----------------------------------------------------------------------------------------


def last_verdict(project: Project) -> VerdictRecord | None:
    """Return the last thing the rules said, if anything."""
    return project.verdicts.order_by("-assessed_at", "-pk").first()


@dataclass(frozen=True)
class Turn:
    """A moment at which the verdict, or the reasons for it, changed; ``joined`` came in since the one before."""

    record: VerdictRecord
    has_turned: bool
    joined: tuple[str, ...]


def turns_of(project: Project, partners: Iterable[Participation]) -> list[Turn]:
    """Return the history of verdicts, the latest first (one query)."""
    records = list(project.verdicts.order_by("assessed_at", "pk"))
    waiting = sorted(
        (part for part in partners if part.joined_at and part.role != ParticipationRole.COORDINATOR),
        key=lambda part: (part.joined_at, part.pk),
    )
    turns: list[Turn] = []
    for number, record in enumerate(records):
        before = records[number - 1] if number else None
        joined = [part for part in waiting if _has_joined(part, record)]
        waiting = [part for part in waiting if part not in joined]
        turned = before is None or before.result != record.result
        turns.append(Turn(record, turned, tuple(part.name for part in joined)))
    return turns[::-1]


def _has_joined(part: Participation, record: VerdictRecord) -> bool:
    """Tell whether the partner was in when the rules were asked.

    Two acts may fall into one moment of a stopped clock; then the partner came with the first verdict that counts it.
    """
    if part.joined_at is None or part.joined_at > record.assessed_at:
        return False
    return part.joined_at < record.assessed_at or str(part.organisation_id) in _counted(record.document)


def _counted(document: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    for finding in [*document.get("findings", ()), *document.get("parts", ())]:
        found |= set(finding.get("counted", ())) | _counted(finding)
    return found


# --- What is missing ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class MissingView:
    """A partner that the rules still ask for: who, by which rule, and organisations that fit.

    ``open_role`` is the role that was opened for it, if any.
    """

    rule: str
    title: str
    sought: str
    wanted: Mapping[str, Any]
    candidates: tuple[Organisation, ...]
    open_role: ConsortiumRole | None = None

    @property
    def shown(self) -> tuple[Organisation, ...]:
        """Return the first candidates."""
        return self.candidates[:SHOWN]

    @property
    def more(self) -> tuple[Organisation, ...]:
        """Return the candidates that are unfolded on demand."""
        return self.candidates[SHOWN:]


@dataclass(frozen=True)
class MissingPartners:
    """The fewest further partners that would turn the verdict to met.

    ``is_known`` is false while they are being looked for. ``unreachable`` are rules that no partner can cure, each
    with its title; ``is_proven`` says that fewer partners are not enough.
    """

    roles: tuple[MissingView, ...] = ()
    unreachable: tuple[str, ...] = ()
    is_known: bool = True
    is_proven: bool = False

    @property
    def are_apart(self) -> bool:
        """Tell whether several are missing that count only when they come from different countries."""
        return sum(bool(role.wanted.get("not_countries")) for role in self.roles) > 1


def missing_partners(
    record: VerdictRecord | None, roles: Iterable[ConsortiumRole], *, language: str, excluded: Iterable[int] = ()
) -> MissingPartners:
    """Return who is missing by the last verdict, with candidates that are still in the directory (one query).

    ``excluded`` are organisations that take part or are invited already.
    """
    if record is None or record.result != VerdictResult.NOT_MET:
        return MissingPartners()
    if record.missing is None:
        return MissingPartners(is_known=False)
    titles = rule_titles(record.document, language)
    found = record.missing.get("roles", [])
    left_out = set(excluded)
    keys = {key for role in found for key in role["candidates"]} - left_out
    organisations = Organisation.objects.select_related("region").in_bulk(keys)
    opened = list(roles)
    views = []
    for role in found:
        match = next((each for each in opened if (each.rule, each.wanted) == (role["rule"], role["wanted"])), None)
        if match is not None:
            opened.remove(match)
        known = [organisations[key] for key in role["candidates"] if key in organisations]
        views.append(
            MissingView(
                rule=role["rule"],
                title=titles.get(role["rule"], role["rule"]),
                sought=partner_sought(role["wanted"]),
                wanted=role["wanted"],
                candidates=tuple(known),
                open_role=match,
            )
        )
    unreachable = tuple(titles.get(rule, rule) for rule in record.missing.get("unreachable", []))
    return MissingPartners(tuple(views), unreachable, is_proven=bool(record.missing.get("is_proven")))


def rule_titles(document: Mapping[str, Any], language: str) -> dict[str, str]:
    """Return the title of each rule of a verdict in a language, or in English."""
    return {
        finding["rule"]: finding["title"].get(language) or finding["title"].get("en") or finding["rule"]
        for finding in document.get("findings", ())
        if finding.get("title")
    }


# --- The projects of a person ------------------------------------------------------------------------


@dataclass(frozen=True)
class ProjectLine:
    """A project that a person prepares, with its last verdict and the first partner it lacks, in words."""

    project: Project
    result: str
    lacking: str


def projects_of_person(person: Person) -> list[ProjectLine]:
    """Return the projects in preparation in which organisations of a person take part or a cluster of theirs leads.

    The latest first, in two queries; a verdict is empty where no rules are encoded.
    """
    own = organisations_of(person).values("pk")
    latest = VerdictRecord.objects.filter(project=OuterRef("pk")).order_by("-assessed_at", "-pk")
    found = list(
        Project.objects.filter(state__in=[ProjectState.IDEA, ProjectState.FORMING])
        .filter(
            Q(pk__in=Participation.objects.filter(organisation__in=own).values("project"))
            | Q(lead_cluster__managers__person=person)
        )
        .select_related("topic")
        .annotate(verdict_key=Subquery(latest.values("pk")[:1]))
        .order_by("-updated_at", "pk")
        .distinct()
    )
    records = VerdictRecord.objects.in_bulk([project.verdict_key for project in found if project.verdict_key])
    return [_line(project, records.get(project.verdict_key)) for project in found]


def _line(project: Project, record: VerdictRecord | None) -> ProjectLine:
    roles = (record.missing or {}).get("roles", []) if record and record.result == VerdictResult.NOT_MET else []
    return ProjectLine(project, record.result if record else "", partner_lacking(roles[0]["wanted"]) if roles else "")
