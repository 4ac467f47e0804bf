"""The budget of a consortium as a table: sums, shares, the rate of funding, and what in it deserves a second look."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grono.directory.choices import ActivityType
from grono.funding.queries.assessing import NOT_MET, VerdictView
from grono.kit.countries import country_name
from grono.projects.choices import CostCategory
from grono.projects.models import Participation, Project

NOTHING = Decimal(0)
#: A partner or a country that takes more of the costs than this is worth a warning, whatever the rules say.
LARGE_SHARE = Decimal("0.6")


@dataclass(frozen=True)
class BudgetRow:
    """One partner: its costs in the order of ``CostCategory``, their sum, the grant it asks for, its share of all."""

    participation: Participation
    amounts: tuple[Decimal, ...]
    total: Decimal
    grant: Decimal | None
    share: Decimal

    @property
    def rate(self) -> Decimal | None:
        """Return which part of the costs the grant would cover (0 to 1, or more when something is wrong)."""
        return self.grant / self.total if self.grant is not None and self.total else None

    @property
    def rate_percent(self) -> Decimal | None:
        """Return the same in percent."""
        return None if self.rate is None else self.rate * 100

    @property
    def percent(self) -> Decimal:
        """Return the share of all costs in percent."""
        return self.share * 100


@dataclass(frozen=True)
class Share:
    """Part of all costs that falls to a country or a type of organisation; ``part`` is from 0 to 1."""

    label: str
    total: Decimal
    part: Decimal

    @property
    def percent(self) -> Decimal:
        """Return the part in percent."""
        return self.part * 100

    @property
    def text(self) -> str:
        """Return the part as words beside a bar."""
        return f"{number_format(self.percent, decimal_pos=1)}\N{NO-BREAK SPACE}%"


@dataclass(frozen=True)
class BudgetTable:
    """The whole budget in one currency. ``mixed`` names lines in other currencies; with any, nothing is added up."""

    currency: str
    rows: tuple[BudgetRow, ...]
    by_category: tuple[Decimal, ...] = ()
    total: Decimal = NOTHING
    grant: Decimal = NOTHING
    by_country: tuple[Share, ...] = ()
    by_type: tuple[Share, ...] = ()
    mixed: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def rate(self) -> Decimal | None:
        """Return which part of all costs the grants would cover."""
        return self.grant / self.total if self.total else None

    @property
    def percent(self) -> Decimal | None:
        """Return the same in percent."""
        return None if self.rate is None else self.rate * 100

    @property
    def categories(self) -> list[str]:
        """Return the names of the columns."""
        return [str(label) for label in CostCategory.labels]


def budget_of(project: Project) -> BudgetTable:
    """Return the budget of a project with its warnings (two queries: partners and lines)."""
    parts = list(
        project.participations.select_related("organisation")
        .prefetch_related("budget_lines")
        .order_by("position", "pk")
    )
    return budget_table(project, parts)


def budget_table(project: Project, parts: Iterable[Participation]) -> BudgetTable:
    """Return the budget out of partners whose lines and organisations are loaded already."""
    members = list(parts)
    mixed = tuple(_mixed(project, members))
    if mixed:
        return BudgetTable(project.currency, (), mixed=mixed)
    amounts = {part.pk: _by_category(part) for part in members}
    total = sum((sum(row, NOTHING) for row in amounts.values()), NOTHING)
    rows = tuple(_row(part, amounts[part.pk], total) for part in members)
    table = BudgetTable(
        currency=project.currency,
        rows=rows,
        by_category=tuple(sum(column, NOTHING) for column in zip(*amounts.values(), strict=True)),
        total=total,
        grant=sum((row.grant or NOTHING for row in rows), NOTHING),
        by_country=_shares(rows, lambda part: part.country, _country, total),
        by_type=_shares(rows, _activity_type, _type_name, total),
    )
    return replace(table, warnings=tuple(_warnings(project, table)))


def _mixed(project: Project, parts: Iterable[Participation]) -> Iterable[str]:
    for part in parts:
        for line in part.budget_lines.all():
            if line.currency != project.currency:
                yield _("%(partner)s, %(category)s: %(amount)s %(currency)s") % {
                    "partner": part.name,
                    "category": line.get_category_display(),
                    "amount": f"{line.amount:f}",
                    "currency": line.currency,
                }


def _by_category(part: Participation) -> tuple[Decimal, ...]:
    found = {line.category: line.amount for line in part.budget_lines.all()}
    return tuple(found.get(category, NOTHING) for category in CostCategory.values)


def _row(part: Participation, amounts: tuple[Decimal, ...], total: Decimal) -> BudgetRow:
    own = sum(amounts, NOTHING)
    return BudgetRow(part, amounts, own, part.requested_grant, own / total if total else NOTHING)


def _shares(
    rows: Iterable[BudgetRow], key: Callable[[Participation], str], name: Callable[[str], str], total: Decimal
) -> tuple[Share, ...]:
    sums: dict[str, Decimal] = {}
    for row in rows:
        sums[key(row.participation)] = sums.get(key(row.participation), NOTHING) + row.total
    if not total:
        return ()
    found = [Share(name(value), amount, amount / total) for value, amount in sums.items() if amount]
    return tuple(sorted(found, key=lambda share: (-share.total, share.label)))


def _country(code: str) -> str:
    return country_name(code, get_language() or "en") if code else _("country not known")


def _activity_type(part: Participation) -> str:
    return part.organisation.activity_type if part.organisation else ""


def _type_name(code: str) -> str:
    return capfirst(str(ActivityType(code).label)) if code else _("type not known")


def _warnings(project: Project, table: BudgetTable) -> Iterable[str]:
    yield from _against_topic(project, table)
    yield from _against_rate(project, table)
    if len(table.rows) > 1:
        yield from _large_shares(table)
    for row in table.rows:
        if row.grant and not row.total:
            yield _("%(partner)s asks for a grant but plans no costs.") % {"partner": row.participation.name}


def _against_topic(project: Project, table: BudgetTable) -> Iterable[str]:
    topic = project.topic
    if topic is None or not table.grant or (topic.budget_min is None and topic.budget_max is None):
        return
    values = {"grant": money(table.grant, project.currency)}
    if topic.currency != project.currency:
        yield _("The topic counts in %(currency)s and this budget in %(own)s, so the two are not compared.") % {
            "currency": topic.currency,
            "own": project.currency,
        }
    elif topic.budget_max is not None and table.grant > topic.budget_max:
        yield _("The grant asked for, %(grant)s, is above the largest one expected: %(limit)s.") % {
            **values,
            "limit": money(topic.budget_max, topic.currency),
        }
    elif topic.budget_min is not None and table.grant < topic.budget_min:
        yield _("The grant asked for, %(grant)s, is below the smallest one expected: %(limit)s.") % {
            **values,
            "limit": money(topic.budget_min, topic.currency),
        }


def _against_rate(project: Project, table: BudgetTable) -> Iterable[str]:
    rate = project.topic.funding_rate if project.topic else None
    limit = Decimal(100) if rate is None else rate
    for row in table.rows:
        if row.grant is not None and row.total and row.grant > row.total * limit / 100:
            values: Mapping[str, str] = {
                "partner": row.participation.name,
                "grant": money(row.grant, project.currency),
                "limit": money((row.total * limit / 100).quantize(Decimal("0.01")), project.currency),
                "rate": f"{limit.normalize():f}",
            }
            if rate is None:
                yield _("%(partner)s asks for %(grant)s, more than all its costs (%(limit)s).") % values
            else:
                yield _("%(partner)s asks for %(grant)s; at %(rate)s %% its costs allow %(limit)s at most.") % values


def _large_shares(table: BudgetTable) -> Iterable[str]:
    for row in table.rows:
        if row.share > LARGE_SHARE:
            yield _("%(who)s bears %(percent)s %% of all costs. Reviewers may ask what the others do.") % {
                "who": row.participation.name,
                "percent": f"{row.share * 100:.0f}",
            }
    for share in table.by_country:
        if share.part > LARGE_SHARE and len(table.by_country) > 1:
            yield _("%(percent)s %% of all costs fall to one country: %(who)s.") % {
                "who": share.label,
                "percent": f"{share.percent:.0f}",
            }


#: Kinds of rules that speak of money; a range does when it is one of these.
MONEY_RULES, MONEY = frozenset({"share", "rate"}), frozenset({"costs", "grant"})


def share_warnings(verdict: VerdictView | None, document: Mapping[str, Any]) -> list[str]:
    """Return what the encoded rules have against the budget: sentences of rules about money that are not met."""
    money_rules = {
        each["rule"]
        for each in _findings(document)
        if each["kind"] in MONEY_RULES or each["numbers"].get("of") in MONEY
    }
    rows = verdict.rows if verdict is not None else ()
    return [f"{row.title}: {row.sentence}" for row in rows if row.rule in money_rules and row.outcome == NOT_MET]


def _findings(document: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    for finding in [*document.get("findings", ()), *document.get("parts", ())]:
        yield finding
        yield from _findings(finding)


def money(amount: Decimal, currency: str) -> str:
    """Return an amount as the active language writes it, with its currency; whole amounts without decimals."""
    places = 0 if amount == amount.to_integral_value() else 2
    sign = "€" if currency == "EUR" else currency
    return f"{number_format(amount, decimal_pos=places, force_grouping=True)}\N{NO-BREAK SPACE}{sign}"
