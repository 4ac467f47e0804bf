"""What those who prepare a project should do next, in one sentence with a link."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grono.funding.choices import VerdictResult
from grono.projects.choices import ProjectState
from grono.projects.models import ConsortiumInvitation, Project, VerdictRecord
from grono.projects.queries.budget import BudgetTable
from grono.projects.queries.workspace import MissingPartners
from grono.projects.wording import partner_lacking


@dataclass(frozen=True)
class Step:
    """One sentence, and where to do it; both may be empty for those who can only read."""

    text: str
    url: str = ""
    action: str = ""


def next_step(
    project: Project,
    record: VerdictRecord | None,
    *,
    missing: MissingPartners,
    invitations: Sequence[ConsortiumInvitation],
    budget: BudgetTable,
    leads: bool,
) -> Step:
    """Return the most useful next step of a project."""
    step = (
        _by_state(project)
        or _by_rules(project, record)
        or _by_missing(record, missing, invitations)
        or _by_budget(project, budget)
    )
    return step if leads else Step(step.text)


def _by_state(project: Project) -> Step | None:
    if project.state == ProjectState.DROPPED:
        return Step(
            _("The project was dropped. Take it up again to go on."),
            project.get_absolute_url(),
            _("To the project's page"),
        )
    if project.state not in (ProjectState.IDEA, ProjectState.FORMING):
        return Step(_("The project is past its application, so the consortium and the verdict stay as they were."))
    if project.topic is None:
        return Step(
            _("Choose the topic you apply for, and the rules of its programme will be checked here."),
            reverse("project-edit", args=[project.slug]),
            _("Choose a topic"),
        )
    return None


def _by_rules(project: Project, record: VerdictRecord | None) -> Step | None:
    if record is None and project.topic is not None:
        return Step(
            _("No rules are encoded for this topic. Read its conditions yourselves and invite the partners you need."),
            project.topic.get_absolute_url(),
            _("Conditions of the topic"),
        )
    if record is not None and record.result == VerdictResult.UNKNOWN:
        count = len(_missing_data(record))
        return Step(
            ngettext(
                "No rule is broken, but %(count)d fact is missing. See below which and who can enter it.",
                "No rule is broken, but %(count)d facts are missing. See below which and who can enter them.",
                count,
            )
            % {"count": count},
            "#verdict",
            _("What is missing"),
        )
    return None


def _by_missing(
    record: VerdictRecord | None, missing: MissingPartners, invitations: Sequence[ConsortiumInvitation]
) -> Step | None:
    if record is None or record.result == VerdictResult.MET:
        return None
    waiting = [each.organisation.name for each in invitations if each.is_waiting]
    if waiting:
        return Step(
            _("You wait for an answer (%(who)s); the rules are not met yet.") % {"who": ", ".join(waiting[:3])},
            "#invitations",
            _("Invitations"),
        )
    if missing.roles:
        lacking = partner_lacking(missing.roles[0].wanted)
        return Step(
            _("%(lacking)s. Choose one of the candidates below and invite it.")
            % {"lacking": lacking[0].upper() + lacking[1:]},
            "#missing",
            _("Candidates"),
        )
    return Step(_("The rules are not met yet. See which and why."), "#verdict", _("The rules"))


def _by_budget(project: Project, budget: BudgetTable) -> Step:
    url = reverse("consortium-budget", args=[project.slug])
    empty = [row.participation.name for row in budget.rows if not row.total]
    if budget.mixed:
        return Step(_("The budget holds amounts in several currencies. Put them into one."), url, _("Budget"))
    if empty:
        who = ", ".join(empty[:3])
        text = _("The encoded rules are met, but the budget still lacks costs (%(who)s) and is not complete.") % {
            "who": who
        }
        return Step(text, url, _("Budget"))
    if budget.warnings:
        return Step(_("The encoded rules are met. The budget deserves a second look."), url, _("Budget"))
    return Step(
        _("The encoded rules are met and the budget is complete. When you have handed the application in, say so."),
        project.get_absolute_url(),
        _("To the project's page"),
    )


def _missing_data(record: VerdictRecord) -> set[tuple[str, str]]:
    return {
        (str(each["entity"]), each["datum"])
        for finding in record.document.get("findings", ())
        for each in finding.get("missing", ())
    }
