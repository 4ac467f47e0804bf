"""Likely partners: computed from joint work by a job, read in one query, left out with whoever left matching."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from factories import make_organisation, make_person
from grono.accounts.models import Person
from grono.directory.actions import merge_organisations
from grono.directory.models import Organisation
from grono.projects.actions import refresh_affinities
from grono.projects.models import AffinityRefresh, Participation, PartnerAffinity, Project
from grono.projects.queries import affinities_of
from grono.site.recommendations.recommending import organisations_for
from projects.cordis import import_rows


def make_project(acronym: str, *members: Organisation, year: int = 2024) -> Project:
    project = Project.objects.create(
        slug=acronym.lower(), acronym=acronym, title=acronym, source="test", start_date=date(year, 1, 1)
    )
    for number, member in enumerate(members):
        role = "participant" if number else "coordinator"
        Participation.objects.create(
            project=project, organisation=member, name=member.name, country=member.country, role=role
        )
    return project


@pytest.fixture
def chain(their_organisation: Organisation, partner_organisation: Organisation) -> Any:
    """First and middle worked in LOOP, middle and last in RING; first and last never met."""
    last = make_organisation("Ostatni Krąg", slug="ostatni-krag")
    loop = make_project("LOOP", their_organisation, partner_organisation)
    ring = make_project("RING", partner_organisation, last)
    return SimpleNamespace(first=their_organisation, middle=partner_organisation, last=last, loop=loop, ring=ring)


def recommended(organisation: Organisation, person: Person) -> dict[str, tuple[str, ...]]:
    return {one.subject.name: one.sentences for one in organisations_for(organisation, person, limit=5)}


def test_partner_of_a_partner_is_recommended_until_the_project_between_is_gone(
    chain: Any, representative: Person
) -> None:
    assert recommended(chain.first, representative) == {}
    refresh_affinities()
    assert recommended(chain.first, representative) == {
        "Zelená Síť s.r.o.": ("Współpracowaliście w projekcie LOOP.",),
        "Ostatni Krąg": ("Macie wspólnego partnera: Zelená Síť s.r.o. (RING).",),
    }
    chain.ring.delete()
    refresh_affinities()
    assert recommended(chain.first, representative) == {"Zelená Síť s.r.o.": ("Współpracowaliście w projekcie LOOP.",)}


def test_stranger_without_a_link_is_likely_but_not_recommended(chain: Any, representative: Person) -> None:
    far = make_organisation("Daleka", slug="daleka")
    make_project("FAR", far, make_organisation("Dalsza", slug="dalsza"))
    refresh_affinities()
    assert affinities_of(chain.first)[far.pk] > 0
    assert set(recommended(chain.first, representative)) == {"Zelená Síť s.r.o.", "Ostatni Krąg"}


def test_scores_are_shares_of_the_best_and_tell_who_met(chain: Any) -> None:
    assert refresh_affinities() == 6
    scores = affinities_of(chain.middle)
    assert set(scores) == {chain.first.pk, chain.last.pk}
    assert max(scores.values()) == 1.0
    assert min(scores.values()) > 0
    met = {(row.organisation_id, row.partner_id) for row in PartnerAffinity.objects.filter(has_met=True)}
    first, middle, last = chain.first.pk, chain.middle.pk, chain.last.pk
    assert met == {(first, middle), (middle, first), (middle, last), (last, middle)}


@pytest.mark.usefixtures("chain")
def test_nothing_is_computed_while_joint_work_stays_the_same() -> None:
    refresh_affinities()
    before = AffinityRefresh.objects.get()
    rows = set(PartnerAffinity.objects.values_list("pk", flat=True))
    assert refresh_affinities() == 0
    assert AffinityRefresh.objects.get().made_at == before.made_at
    assert set(PartnerAffinity.objects.values_list("pk", flat=True)) == rows


@pytest.mark.parametrize(
    "change",
    [
        lambda chain: Participation.objects.filter(project=chain.ring, organisation=chain.last).update(
            organisation=make_organisation()
        ),
        lambda chain: Participation.objects.filter(project=chain.ring).first().delete(),
        lambda chain: Project.objects.filter(pk=chain.ring.pk).update(start_date=date(2026, 1, 1)),
        lambda chain: Organisation.objects.filter(pk=chain.last.pk).update(in_matching=False),
        lambda chain: Organisation.objects.filter(pk=chain.last.pk).update(country="CZ"),
    ],
    ids=["moved", "deleted", "redated", "left", "moved abroad"],
)
def test_any_change_that_counts_is_noticed_even_when_no_row_is_added(chain: Any, change: Any) -> None:
    refresh_affinities()
    before = AffinityRefresh.objects.get().digest
    change(chain)
    refresh_affinities()
    assert AffinityRefresh.objects.get().digest != before


def test_organisation_that_left_matching_is_neither_asked_for_nor_proposed(chain: Any) -> None:
    refresh_affinities()
    chain.last.in_matching = False
    chain.last.save()
    # At once for the reader …
    assert set(affinities_of(chain.first)) == {chain.middle.pk}
    assert affinities_of(chain.last) == {}
    # … and with the next refresh in the table.
    refresh_affinities()
    found = PartnerAffinity.objects.values_list("organisation", "partner")
    assert {key for pair in found for key in pair} == {chain.first.pk, chain.middle.pk}


@pytest.mark.django_db
def test_empty_directory_has_no_affinities() -> None:
    assert refresh_affinities() == 0
    assert not PartnerAffinity.objects.exists()


def test_all_projects_gone_means_no_affinities(chain: Any) -> None:
    refresh_affinities()
    Project.objects.all().delete()
    assert refresh_affinities() == 0
    assert not PartnerAffinity.objects.exists()


def test_partners_outside_the_directory_say_nothing(chain: Any) -> None:
    refresh_affinities()
    Participation.objects.create(project=chain.loop, name="Nobody", role="participant")
    assert refresh_affinities() == 0


def test_affinities_are_read_in_one_query_whatever_their_number(chain: Any, django_assert_num_queries: Any) -> None:
    make_project("BIG", chain.first, *(make_organisation() for _ in range(60)))
    refresh_affinities()
    with django_assert_num_queries(1):
        scores = affinities_of(chain.first)
    assert len(scores) == 50
    assert list(scores.values()) == sorted(scores.values(), reverse=True)


def test_merge_drops_what_is_computed_and_the_next_refresh_joins_the_pasts(chain: Any) -> None:
    refresh_affinities()
    staff = make_person("Olga", "Organizatorska", is_staff=True)
    twin = make_organisation("Bliźniak", slug="blizniak", is_demonstration=True)
    make_project("TWIN", twin, chain.last)
    refresh_affinities()
    record = merge_organisations(chain.first, twin, by=staff)
    assert "projects.PartnerAffinity" not in str(record.snapshot)
    refresh_affinities()
    pairs = PartnerAffinity.objects.filter(organisation=chain.first, has_met=True)
    assert set(pairs.values_list("partner", flat=True)) == {chain.middle.pk, chain.last.pk}


def test_database_refuses_oneself_and_a_score_that_is_no_share(chain: Any) -> None:
    for partner, score in ((chain.first, 0.5), (chain.last, 1.5), (chain.last, -0.1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            PartnerAffinity.objects.create(organisation=chain.first, partner=partner, score=score, has_met=False)


@pytest.mark.django_db
def test_imports_ask_for_one_refresh_between_them(tmp_path: Path, django_capture_on_commit_callbacks: Any) -> None:
    for number in ("101000001", "101000002"):
        with django_capture_on_commit_callbacks(execute=True):
            import_rows(tmp_path, {"projectID": number}, project={"id": number})
    jobs = ProcrastinateJob.objects.filter(queueing_lock="refresh_affinities")
    assert [(job.task_name, job.status) for job in jobs] == [("grono.projects.tasks.refresh_affinities_task", "todo")]
