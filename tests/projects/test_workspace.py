"""A consortium forms: who is in it, what the rules say each time it changes, and who is missing."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from factories import make_organisation, make_topic
from grono.funding.models import LegalFacts
from grono.kit import clock
from grono.projects.actions import answers, consortium, own
from grono.projects.actions.assessing import find_missing_partners, reassess, reassess_open_projects
from grono.projects.actions.invitations import accept_invitation, invite
from grono.projects.models import Project, VerdictRecord
from grono.projects.planning.verdicts import project_consortium
from grono.projects.queries import workspace as queries
from grono.projects.rules import EditedMeanwhile, ProjectRefused
from grono.projects.wording import partner_lacking, partner_sought
from projects.consortia import border_topic, declared, jobs, make_partner, run_jobs, scheme_topic, start, verdicts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(settings) -> Iterator[None]:
    """It is a Wednesday in May, and messages are compared in English."""
    settings.CLOCK = "2027-05-19T10:20:00+02:00"
    with override("en"):
        yield


@pytest.fixture
def project(their_organisation, representative) -> Project:
    declared(their_organisation)
    return start(border_topic(), their_organisation, by=representative)


def ask_and_join(project: Project, name: str, country: str, *, by, **fields) -> None:
    organisation, person = make_partner(name, country, **fields)
    accept_invitation(invite(project, organisation, by=by), by=person)


def test_consortium_starts_hidden_with_its_coordinator_and_a_verdict(project, their_organisation):
    part = project.participations.get()
    assert (part.organisation, part.role, part.joined_at) == (their_organisation, "coordinator", clock.now())
    assert (project.state, project.is_public, project.is_demonstration) == ("forming", False, True)
    assert (project.language, project.currency, verdicts(project)) == ("pl", "EUR", ["not met"])


def test_consortium_without_an_acronym_is_refused_and_nothing_is_saved(their_organisation, representative):
    with pytest.raises(ValidationError) as refusal:
        start(border_topic(), their_organisation, by=representative, acronym="")
    assert (list(refusal.value.message_dict), Project.objects.count()) == (["acronym"], 0)


def test_cross_border_verdict_turns_to_met_when_the_czech_partner_accepts(project, representative):
    ask_and_join(project, "Zelená Síť", "CZ", by=representative)
    assert verdicts(project) == ["not met", "met"]
    turns = queries.turns_of(project, queries.partners_of(project))
    assert [(turn.record.result, turn.has_turned, turn.joined) for turn in turns] == [
        ("met", True, ("Zelená Síť",)),
        ("not met", True, ()),
    ]


def test_research_action_is_met_by_three_countries_and_the_history_keeps_each_reason(
    their_organisation, representative
):
    declared(their_organisation)
    project = start(scheme_topic("horizon-ria"), their_organisation, by=representative)
    ask_and_join(project, "Zweite GmbH", "DE", by=representative)
    ask_and_join(project, "Třetí s.r.o.", "CZ", by=representative)
    assert verdicts(project) == ["not met", "not met", "met"]
    assert [turn.has_turned for turn in queries.turns_of(project, [])] == [True, False, True]


def test_enterprise_project_is_met_once_its_questions_are_answered_and_a_small_firm_is_in(
    their_organisation, representative
):
    their_organisation.activity_type = "PRC"
    their_organisation.save()
    declared(their_organisation)
    topic = scheme_topic("feng-smart", topic_id="FENG.01.01-IP.01-001-27", currency="PLN", language="pl")
    project = start(topic, their_organisation, by=representative)
    assert (project.currency, verdicts(project)) == ("PLN", ["unknown"])
    told = {"rd_costs_pln": 3_000_000, "smart_specialisation": False}
    save = {"by": representative, "duration_months": 24, "trl_start": None, "trl_end": None}
    changed = answers.save_answers(project, version=project.version, declared=told, **save)
    assert verdicts(project)[-1] == "not met"
    told["smart_specialisation"] = True
    answers.save_answers(changed, version=changed.version, declared=told, **save)
    assert verdicts(project)[-1] == "unknown"  # nobody knows yet how large the enterprise is
    _declare_figures(their_organisation)
    reassess(Project.objects.get(pk=project.pk))
    assert verdicts(project)[-1] == "met"


def _declare_figures(organisation) -> None:
    from grono.funding.models import AnnualFigures

    for year in (2024, 2025, 2026):
        AnnualFigures.objects.create(
            organisation=organisation, year=year, staff=12, turnover=1_000_000, balance=1_000_000
        )


def test_answers_are_refused_from_an_old_page_and_to_questions_nobody_asks(project, representative):
    fields = {"by": representative, "duration_months": 24, "trl_start": None, "trl_end": None, "declared": {}}
    with pytest.raises(EditedMeanwhile):
        answers.save_answers(project, version=project.version + 1, **fields)
    with pytest.raises(ValidationError, match="do not ask"):
        answers.save_answers(project, version=project.version, **(fields | {"declared": {"colour": "green"}}))
    project.refresh_from_db()
    assert (project.duration_months, project.declared) == (None, {})


def test_same_verdict_for_the_same_reasons_is_kept_once(project):
    first = reassess(project)
    assert (reassess(project), VerdictRecord.objects.count()) == (first, 1)


def test_undeclared_owners_leave_the_verdict_unknown_and_the_hourly_job_sees_them_declared(
    their_organisation, representative
):
    project = start(scheme_topic("horizon-ria"), their_organisation, by=representative)
    for name, country in (("Zweite GmbH", "DE"), ("Třetí s.r.o.", "CZ")):
        ask_and_join(project, name, country, by=representative)
    assert verdicts(project)[-1] == "unknown"
    LegalFacts.objects.create(organisation=their_organisation, owners_declared=True, updated_at=clock.now())
    reassess_open_projects()
    assert verdicts(project)[-1] == "met"


def test_topic_without_encoded_rules_has_no_verdict(their_organisation, representative):
    project = start(make_topic(), their_organisation, by=representative)
    assert (reassess(project), verdicts(project)) == (None, [])


def test_partners_are_seen_by_the_rules_on_the_last_deadline_in_their_roles(project, representative):
    ask_and_join(project, "Zelená Síť", "CZ", by=representative)
    partner = project.participations.get(country="CZ")
    consortium.change_role(partner, "partner", by=representative)
    seen = project_consortium(project)
    assert seen.on == date(2027, 9, 23)
    assert [(entity.country, entity.role) for entity in seen.entities] == [("PL", "coordinator"), ("CZ", "associated")]
    assert verdicts(project) == ["not met", "met", "not met"]


def test_new_coordinator_takes_over_from_the_present_one(project, representative, their_organisation):
    ask_and_join(project, "Zelená Síť", "CZ", by=representative)
    consortium.change_role(project.participations.get(country="CZ"), "coordinator", by=representative)
    roles = dict(project.participations.values_list("country", "role"))
    assert roles == {"PL": "participant", "CZ": "coordinator"}
    with pytest.raises(ProjectRefused, match="has a coordinator"):
        consortium.change_role(project.participations.get(country="CZ"), "partner", by=representative)


def test_leaving_is_noted_by_the_rules_and_the_coordinator_cannot_leave(project, representative):
    ask_and_join(project, "Zelená Síť", "CZ", by=representative)
    consortium.leave_consortium(project.participations.get(country="CZ"), by=representative)
    assert verdicts(project) == ["not met", "met", "not met"]
    with pytest.raises(ProjectRefused, match="coordinator cannot leave"):
        consortium.leave_consortium(project.participations.get(), by=representative)


def test_consortium_is_closed_once_the_project_is_submitted(project, representative):
    ask_and_join(project, "Zelená Síť", "CZ", by=representative)
    Project.objects.filter(pk=project.pk).update(duration_months=24)
    own.set_state(project, "submitted", by=representative)
    with pytest.raises(ProjectRefused, match="consortium is closed"):
        consortium.remove_member(project.participations.get(country="CZ"), by=representative)
    LegalFacts.objects.all().delete()
    reassess_open_projects()
    assert verdicts(project) == ["not met", "met"]


def test_partners_that_are_missing_are_found_by_a_job_with_invited_ones_first(project):
    real = [make_organisation(f"Real {number}", country="CZ", project_count=9) for number in range(4)]
    invented, _person = make_partner("Zelená Síť", "CZ")
    make_organisation("Elsewhere", country="DE")
    assert [name for name, _args in jobs()] == ["find_missing_partners"]
    run_jobs("find_missing_partners")
    record = project.verdicts.get()
    (role,) = record.missing["roles"]
    assert (role["rule"], role["wanted"]["countries"]) == ("both-sides", ["CZ"])
    assert role["candidates"][0] == invented.pk
    assert set(role["candidates"]) == {invented.pk, *(each.pk for each in real)}
    before = record.missing
    find_missing_partners(record.pk)
    record.refresh_from_db()
    assert record.missing == before


def test_person_sees_own_projects_with_the_verdict_and_the_first_missing_partner(
    project, representative, outsider, django_assert_num_queries
):
    make_partner("Zelená Síť", "CZ")
    run_jobs("find_missing_partners")
    with django_assert_num_queries(2):
        lines = queries.projects_of_person(representative)
    assert [(line.project, line.result, line.lacking) for line in lines] == [
        (project, "not met", "a partner from Czechia is missing")
    ]
    with override("pl"):
        assert queries.projects_of_person(representative)[0].lacking == "brakuje partnera z Czech"
    assert queries.projects_of_person(outsider) == []


@pytest.mark.parametrize(
    ("wanted", "title", "lacking"),
    [
        ({}, "partner", "brakuje partnera"),
        ({"countries": ["SK"], "activity_types": ["HES"]}, "uczelnia ze Słowacji", "brakuje uczelni ze Słowacji"),
        ({"countries": ["DE", "CZ"]}, "partner z Niemiec lub z Czech", "brakuje partnera z Niemiec lub z Czech"),
        (
            {"countries": ["EU-MS"], "not_countries": ["PL"]},
            "partner z państwa członkowskiego UE innego niż Polska",
            "brakuje partnera z państwa członkowskiego UE innego niż Polska",
        ),
        ({"sizes": ["small", "micro"]}, "MŚP", "brakuje MŚP"),
        ({"countries": ["JP"]}, "partner z kraju: Japonia", "brakuje partnera z kraju: Japonia"),
    ],
)
def test_partners_are_named_as_a_pole_would_say_it(wanted, title, lacking):
    with override("pl"):
        assert (partner_sought(wanted), partner_lacking(wanted)) == (title, lacking)
