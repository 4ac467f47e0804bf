"""The budget of a consortium: entered partner by partner, summed, compared with the topic, taken away as a table."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from openpyxl import load_workbook

from grono.projects.actions.budget import Amount, budget_stamp, save_budget
from grono.projects.actions.invitations import accept_invitation, invite
from grono.projects.choices import CostCategory
from grono.projects.formats.budgets import budget_csv, budget_xlsx
from grono.projects.models import BudgetLine, Participation, Project
from grono.projects.planning.verdicts import project_entities
from grono.projects.queries.budget import budget_of, money
from grono.projects.rules import EditedMeanwhile, ProjectRefused
from projects.consortia import border_topic, declared, make_partner, start, verdicts

pytestmark = pytest.mark.django_db
WORK, TRAVEL = CostCategory.PERSONNEL, CostCategory.TRAVEL

#: No participant may bear more than 70 % of the costs.
SHARES = {
    "code": "shares",
    "version": "test",
    "title": {"en": "Shares", "pl": "Udziały"},
    "valid_from": "2014-01-01",
    "encoded": "2026-11-23",
    "source": "Written for the tests",
    "read_at_source": False,
    "rules": [
        {
            "id": "seventy",
            "title": {"en": "Nobody bears more than 70 %", "pl": "Nikt nie ponosi więcej niż 70 %"},
            "test": {"share": {"of": "costs", "by": "participant", "at_most": 0.7}},
        }
    ],
}


@pytest.fixture(autouse=True)
def monday(settings) -> Iterator[None]:
    """It is a Wednesday in May, and messages are compared in English."""
    settings.CLOCK = "2027-05-19T10:20:00+02:00"
    with override("en"):
        yield


@pytest.fixture
def project(their_organisation, representative) -> Project:
    declared(their_organisation)
    topic = border_topic(budget_min=100_000, budget_max=200_000, funding_rate=80)
    project = start(topic, their_organisation, by=representative)
    other, person = make_partner("Zelená Síť", "CZ", activity_type="HES")
    accept_invitation(invite(project, other, by=representative), by=person)
    return project


def part_of(project: Project, country: str) -> Participation:
    return project.participations.get(country=country)


def plan(
    part: Participation, *, by, grant: str | None = None, stamp: str = "", currency: str = "EUR", **amounts
) -> None:
    lines = [Amount(CostCategory(name), Decimal(amount), currency) for name, amount in amounts.items()]
    given = {"requested_grant": None if grant is None else Decimal(grant), "task": "", "by": by}
    save_budget(part, lines, stamp=stamp or budget_stamp(part), **given)


def test_table_adds_up_by_partner_category_country_and_type(project, representative):
    plan(part_of(project, "PL"), by=representative, personnel="75000", travel="5000.50", grant="60000")
    plan(part_of(project, "CZ"), by=representative, personnel="80000", grant="64000")
    table = budget_of(project)
    assert [(row.total, row.grant) for row in table.rows] == [(Decimal("80000.50"), 60000), (Decimal(80000), 64000)]
    assert (table.total, table.grant) == (Decimal("160000.50"), Decimal(124000))
    assert dict(zip(CostCategory.values, table.by_category, strict=True))["personnel"] == Decimal(155000)
    assert [(share.label, share.total) for share in table.by_country] == [
        ("Poland", Decimal("80000.50")),
        ("Czechia", Decimal(80000)),
    ]
    assert [share.label for share in table.by_type] == ["type not known", "Higher education"]
    assert (round(table.rate, 3), table.warnings) == (Decimal("0.775"), ())


def test_budget_is_read_in_a_constant_number_of_queries(project, django_assert_num_queries, representative):
    plan(part_of(project, "PL"), by=representative, personnel="75000")
    with django_assert_num_queries(2):
        budget_of(project)


@pytest.mark.parametrize(
    ("grants", "warning"),
    [
        (("180000", "64000"), "The grant asked for, 244,000 €, is above the largest one expected: 200,000 €."),
        (("30000", "1000"), "The grant asked for, 31,000 €, is below the smallest one expected: 100,000 €."),
        (("70000", "32000"), "Żyzny Krąg sp. z o.o. asks for 70,000 €; at 80 % its costs allow 64,000 € at most."),
    ],
)
def test_grant_beyond_the_topic_or_the_rate_is_warned_of(project, representative, grants, warning):
    for country, grant in zip(("PL", "CZ"), grants, strict=True):
        plan(part_of(project, country), by=representative, personnel="80000", grant=grant)
    assert warning in [text.replace("\N{NO-BREAK SPACE}", " ") for text in budget_of(project).warnings]


def test_large_shares_and_grants_without_costs_are_warned_of(project, representative):
    plan(part_of(project, "PL"), by=representative, personnel="80000")
    plan(part_of(project, "CZ"), by=representative, personnel="20000")
    assert budget_of(project).warnings == (
        "Żyzny Krąg sp. z o.o. bears 80 % of all costs. Reviewers may ask what the others do.",
        "80 % of all costs fall to one country: Poland.",
    )
    plan(part_of(project, "CZ"), by=representative, grant="100000")
    assert "Zelená Síť asks for a grant but plans no costs." in budget_of(project).warnings


def test_amounts_in_another_currency_than_the_topic_are_not_compared(project, representative):
    plan(part_of(project, "PL"), by=representative, personnel="80000", grant="64000")
    project.topic.currency = "PLN"
    project.topic.save()
    warnings = budget_of(project).warnings
    assert warnings[0] == "The topic counts in PLN and this budget in EUR, so the two are not compared."


def test_amount_in_another_currency_is_refused_with_its_place_and_nothing_is_saved(project, representative):
    with pytest.raises(ProjectRefused) as refusal:
        plan(part_of(project, "CZ"), by=representative, personnel="80000", currency="CZK", grant="5")
    assert str(refusal.value) == "Zelená Síť, personnel: the amount is in CZK, but the budget is kept in EUR."
    assert (BudgetLine.objects.count(), part_of(project, "CZ").requested_grant) == (0, None)


def test_lines_left_in_an_old_currency_are_named_and_nothing_is_added_up(project, representative):
    plan(part_of(project, "CZ"), by=representative, personnel="80000")
    BudgetLine.objects.update(currency="CZK")
    table = budget_of(project)
    assert (table.mixed, table.total, table.rows) == (("Zelená Síť, personnel: 80000.00 CZK",), 0, ())
    assert [entity.costs for entity in project_entities(project)] == [None, None]


def test_second_writer_learns_that_the_first_was_faster(project, representative):
    seen = budget_stamp(part_of(project, "CZ"))
    plan(part_of(project, "CZ"), by=representative, personnel="80000", stamp=seen)
    with pytest.raises(EditedMeanwhile):
        plan(part_of(project, "CZ"), by=representative, personnel="90000", stamp=seen)
    assert budget_of(project).total == 80000


@pytest.mark.parametrize("amount", ["-1", "0.001", "1000000000000000"])
def test_amounts_that_are_none_are_refused_and_the_old_ones_stay(project, representative, amount):
    plan(part_of(project, "CZ"), by=representative, personnel="80000")
    with pytest.raises(ValidationError):
        plan(part_of(project, "CZ"), by=representative, personnel=amount)
    assert budget_of(project).total == 80000


def test_zero_takes_a_line_away(project, representative):
    plan(part_of(project, "CZ"), by=representative, personnel="80000", travel="10")
    plan(part_of(project, "CZ"), by=representative, personnel="80000", travel="0")
    assert list(BudgetLine.objects.values_list("category", flat=True)) == ["personnel"]


def test_rule_on_shares_follows_the_budget(project, representative):
    project.topic.own_rules = SHARES
    project.topic.save()
    plan(part_of(project, "PL"), by=representative, personnel="50000")
    plan(part_of(project, "CZ"), by=representative, personnel="50000")
    assert verdicts(project)[-1] == "met"
    plan(part_of(project, "PL"), by=representative, personnel="500000")
    assert verdicts(project)[-1] == "not met"


def test_table_goes_out_as_csv_and_xlsx_with_numbers_and_no_formulas(project, representative):
    Participation.objects.filter(country="CZ").update(name="=HYPERLINK(1)")
    plan(part_of(project, "PL"), by=representative, personnel="75000.50", grant="60000")
    table = budget_of(project)
    rows = list(csv.reader(io.StringIO(budget_csv(table).decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:4] == ["Organisation", "Country", "Role", "Personnel, EUR"]
    assert rows[1] == [
        "Żyzny Krąg sp. z o.o.",
        "PL",
        "Coordinator",
        "75000.50",
        "0",
        "0",
        "0",
        "0",
        "0",
        "75000.50",
        "60000.00",
    ]
    assert rows[2][0] == "'=HYPERLINK(1)"
    sheet = load_workbook(io.BytesIO(budget_xlsx(project, table))).active
    assert (sheet.title, sheet["D2"].value, sheet["A3"].data_type, sheet["J4"].value) == (
        "MOSTY",
        75000.5,
        "s",
        75000.5,
    )


def test_money_is_written_as_the_language_does():
    space = "\N{NO-BREAK SPACE}"
    assert money(Decimal("1234567.50"), "EUR") == f"1,234,567.50{space}€"
    with override("pl"):
        assert money(Decimal(1234567), "PLN") == f"1{space}234{space}567{space}PLN"
