"""Writing the budget: what each partner plans to spend, and the grant it asks for."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.projects.actions.consortium import reassess, require_open
from grono.projects.actions.own import locked
from grono.projects.choices import CostCategory
from grono.projects.models import BudgetLine, Participation, Project
from grono.projects.rules import EditedMeanwhile, ProjectRefused

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Amount:
    """What is planned in one category of cost; the currency is three letters."""

    category: CostCategory
    amount: Decimal
    currency: str


def budget_stamp(participation: Participation) -> str:
    """Return a text that changes with the partner's budget: a form carries it, so that writers notice each other."""
    lines = sorted((line.category, str(line.amount), line.currency) for line in participation.budget_lines.all())
    text = repr((lines, str(participation.requested_grant), participation.task))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@transaction.atomic
def save_budget(
    participation: Participation,
    amounts: Iterable[Amount],
    *,
    requested_grant: Decimal | None,
    task: str,
    stamp: str,
    by: Person,
) -> Participation:
    """Replace a partner's budget and its part in the work, and ask the rules again. An amount of 0 leaves no line.

    ``stamp`` is the ``budget_stamp`` of what the writer saw. Raises ``EditedMeanwhile`` when it has changed since,
    ``ProjectRefused`` for a closed consortium or another currency than the project's, ``ValidationError`` by field.
    """
    project = locked(participation.project)
    require_open(project)
    part = project.participations.filter(pk=participation.pk).first()
    if part is None:
        raise ProjectRefused(_("This organisation is no longer a partner of the project."))
    if budget_stamp(part) != stamp:
        raise EditedMeanwhile
    wanted = list(amounts)
    _require_one_currency(project, part, wanted)
    part.requested_grant = requested_grant
    part.task = task.strip()
    part.full_clean(exclude=["project", "organisation"])
    part.save(update_fields=["requested_grant", "task"])
    lines = [
        BudgetLine(participation=part, category=each.category, amount=each.amount, currency=each.currency)
        for each in wanted
        if each.amount != 0
    ]
    for line in lines:
        line.full_clean(exclude=["participation"], validate_unique=False)
    part.budget_lines.all().delete()
    BudgetLine.objects.bulk_create(lines)
    reassess(project)
    log.info("budget_saved", project=project.pk, participation=part.pk, by=by.pk)
    return part


def _require_one_currency(project: Project, part: Participation, amounts: Iterable[Amount]) -> None:
    """Refuse an amount in a currency other than the project's, and say whose it is and where it stands."""
    for each in amounts:
        if each.currency != project.currency:
            raise ProjectRefused(
                _("%(partner)s, %(category)s: the amount is in %(currency)s, but the budget is kept in %(own)s.")
                % {
                    "partner": part.name,
                    "category": CostCategory(each.category).label,
                    "currency": each.currency,
                    "own": project.currency,
                }
            )
