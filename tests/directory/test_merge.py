"""Two organisations become one, and two again."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.utils.translation import override

from factories import make_cluster, make_competence, make_organisation, make_person
from grono.accounts.models import Person
from grono.directory.actions import (
    MergeRefused,
    erase_affiliations,
    merge_organisations,
    preview_merge,
    tell_apart,
    undo_merge,
    update_organisation,
)
from grono.directory.models import (
    Activity,
    Affiliation,
    CompetenceClaim,
    Membership,
    MergeRecord,
    Organisation,
)
from grono.directory.queries import likely_duplicates, merged_into
from grono.projects.models import Participation, Project

pytestmark = pytest.mark.django_db

#: Tables that keep account of what happened, or are made anew of the others.
ACCOUNTS = ("pghistory_", "procrastinate_", "search_", "django_", "directory_mergerecord", "grono_cache")


def dump() -> dict[str, list[str]]:
    """Return every row of every table as text."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table.startswith(ACCOUNTS) or table.endswith("event") or not model._meta.managed:
                continue
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t ORDER BY 1')  # noqa: S608
            found[table] = [row for (row,) in cursor.fetchall()]
    return found


@pytest.fixture
def staff(db) -> Person:
    return make_person("Olga", "Organizatorska", is_staff=True)


@pytest.fixture
def pair(db) -> tuple[Organisation, Organisation]:
    """Two records of one firm with rows of their own, rows that collide, and fields that differ."""
    first = make_organisation("Łuna sp. z o.o.", slug="luna", nip="5260250274", website="https://luna.example/pl")
    second = make_organisation(
        "ŁUNA", slug="luna-2", pic="123456789", krs="0000123456", website="https://www.luna.example", town="Krosno"
    )
    plastics, biogas = make_competence("plastics", "plastics"), make_competence("biogas", "biogas")
    for organisation, competence in ((first, plastics), (second, plastics), (second, biogas)):
        CompetenceClaim.objects.create(organisation=organisation, competence=competence, direction="offer")
    both = make_cluster("Wspólny", slug="wspolny", members=(first,))
    Membership.objects.create(cluster=both, organisation=second, joined_date=date(2020, 1, 1))
    make_cluster("Drugi", slug="drugi", members=(second,))
    shared, own = make_person("Wanda", "Wspólna"), make_person("Dorota", "Druga")
    for person, organisation in ((shared, first), (shared, second), (own, second)):
        Affiliation.objects.create(person=person, organisation=organisation, job_title="prezeska")
    activity = Activity.objects.create(code="22.21", name="Plastic plates")
    second.activities.add(activity)
    for slug in ("one", "two"):
        project = Project.objects.create(slug=slug, acronym=slug.upper(), title=slug, source="test")
        Participation.objects.create(
            project=project, organisation=second, name="LUNA", role="participant", ec_contribution="0.10"
        )
    return first, second


def test_merge_moves_everything_and_the_address_leads_on(pair, staff, client):
    first, second = pair
    merge_organisations(first, second, by=staff)
    assert [organisation.slug for organisation in Organisation.objects.all()] == ["luna"]
    assert sorted(first.claims.values_list("competence__code", flat=True)) == ["biogas", "plastics"]
    assert sorted(first.memberships.values_list("cluster__slug", "joined_date")) == [("drugi", None), ("wspolny", None)]
    assert sorted(first.affiliations.values_list("person__family_name", flat=True)) == ["Druga", "Wspólna"]
    assert [activity.code for activity in first.activities.all()] == ["22.21"]
    assert first.participations.count() == 2
    first.refresh_from_db()
    assert first.project_count == 2
    assert merged_into("luna-2") == "luna"
    answer = client.get("/pl/organisations/luna-2/")
    assert (answer.status_code, answer["Location"]) == (301, "/pl/organisations/luna/")


def test_merge_takes_the_chosen_values(pair, staff):
    first, second = pair
    merge_organisations(first, second, by=staff, take=["pic", "krs", "town"])
    first.refresh_from_db()
    assert (first.name, first.pic, first.krs, first.nip, first.town) == (
        "Łuna sp. z o.o.", "123456789", "0000123456", "5260250274", "Krosno",
    )  # fmt: skip


def test_preview_says_what_moves_and_what_is_dropped_and_changes_nothing(pair, staff):
    before = dump()
    move = preview_merge(*pair)
    assert dump() == before
    assert {part.kind: part.count for part in move.moved} == {
        "competence claim": 1, "membership": 1, "affiliation": 1, "participation": 2, "organisation – activity": 1,
    }  # fmt: skip
    assert {part.kind: part.count for part in move.dropped} == {
        "competence claim": 1, "membership": 1, "affiliation": 1,
    }  # fmt: skip


def test_undo_restores_every_row_exactly(pair, staff):
    before = dump()
    record = merge_organisations(*pair, by=staff, take=["pic", "krs", "name", "town"])
    assert dump() != before
    restored = undo_merge(record, by=staff)
    assert dump() == before
    assert (restored.slug, merged_into("luna-2")) == ("luna-2", None)


def test_merge_of_a_merge_is_undone_in_reverse_order(pair, staff):
    first, second = pair
    third = make_organisation("Łuna Holding", slug="luna-3")
    before = dump()
    inner = merge_organisations(first, second, by=staff)
    outer = merge_organisations(third, first, by=staff)
    assert (merged_into("luna-2"), merged_into("luna")) == ("luna-3", "luna-3")
    inner.refresh_from_db()
    with pytest.raises(MergeRefused, match="Undo the later merge"):
        undo_merge(inner, by=staff)
    undo_merge(outer, by=staff)
    inner.refresh_from_db()
    undo_merge(inner, by=staff)
    assert dump() == before


def test_undo_is_refused_when_a_moved_row_has_changed(pair, staff):
    record = merge_organisations(*pair, by=staff)
    Affiliation.objects.filter(person__family_name="Druga").update(job_title="dyrektorka")
    after = dump()
    with pytest.raises(MergeRefused, match="A row that was moved has changed since: affiliation “Dorota Druga"):
        undo_merge(record, by=staff)
    assert dump() == after


def test_undo_is_refused_when_a_moved_row_is_gone(pair, staff):
    record = merge_organisations(*pair, by=staff)
    Participation.objects.first().delete()
    with pytest.raises(MergeRefused, match="deleted since: participation"):
        undo_merge(record, by=staff)


def test_undo_is_refused_when_a_chosen_value_has_changed(pair, staff):
    record = merge_organisations(*pair, by=staff, take=["town"])
    update_organisation(Organisation.objects.get(), by=staff, fields={"town": "Rzeszów"})
    with pytest.raises(MergeRefused, match=r"changed since: .*town"):
        undo_merge(record, by=staff)


def test_undo_is_refused_when_the_address_or_a_number_is_taken(pair, staff):
    record = merge_organisations(*pair, by=staff)
    make_organisation("Newcomer", pic="123456789")
    with pytest.raises(MergeRefused, match="Something new stands"):
        undo_merge(record, by=staff)
    record.refresh_from_db()
    assert record.undone_at is None


def test_undo_keeps_what_was_written_in_other_fields_since(pair, staff):
    record = merge_organisations(*pair, by=staff, take=["krs"])
    update_organisation(Organisation.objects.get(), by=staff, fields={"short_name": "Łuna"})
    undo_merge(record, by=staff)
    first = Organisation.objects.get(slug="luna")
    assert (first.short_name, first.krs) == ("Łuna", "")


def test_undo_happens_once(pair, staff):
    record = merge_organisations(*pair, by=staff)
    undo_merge(record, by=staff)
    with pytest.raises(MergeRefused, match="undone already"):
        undo_merge(record, by=staff)


def test_merge_with_itself_or_between_real_and_invented_is_refused(pair, staff):
    first, _second = pair
    invented = make_organisation("Łuna", is_demonstration=True)
    with pytest.raises(MergeRefused, match="with itself"):
        merge_organisations(first, Organisation.objects.get(pk=first.pk), by=staff)
    with pytest.raises(MergeRefused, match="real and an invented"):
        merge_organisations(first, invented, by=staff)
    assert Organisation.objects.count() == 3


def test_merge_of_somebody_merged_meanwhile_is_refused(pair, staff):
    first, second = pair
    merge_organisations(first, second, by=staff)
    with pytest.raises(MergeRefused, match="no longer in the directory"):
        merge_organisations(second, first, by=staff)


def test_erasing_a_person_empties_what_merges_keep_and_the_undo_still_works(pair, staff):
    record = merge_organisations(*pair, by=staff)
    for name in ("Wspólna", "Druga"):
        erase_affiliations(Person.objects.get(family_name=name))
    record.refresh_from_db()
    assert "prezeska" not in json.dumps(record.snapshot)
    undo_merge(record, by=staff)
    assert Affiliation.objects.count() == 0
    assert Organisation.objects.count() == 2


def test_likely_duplicates_are_found_by_number_name_and_website(pair):
    first, second = pair
    make_organisation("Luna S.A.", country="CZ")
    make_organisation("Polska Łuna", nip="", vat="PL5260250274")
    found = {(pair.first.name, pair.second.name): pair.reasons for pair in likely_duplicates()}
    assert found == {
        (first.name, "Polska Łuna"): ("number",),
        (first.name, second.name): ("name", "website"),
    }


def test_pairs_told_apart_are_listed_no_more(pair, staff):
    tell_apart(*reversed(pair), by=staff)
    assert likely_duplicates() == []


def test_manager_sees_only_pairs_with_a_member_of_their_cluster(cluster_manager, their_cluster, their_organisation):
    twin = make_organisation(their_organisation.name, is_demonstration=True)
    make_organisation("Obca sp. z o.o.")
    make_organisation("Obca sp. z o.o.")
    found = [(pair.first, pair.second) for pair in likely_duplicates(for_person=cluster_manager)]
    assert found == [(their_organisation, twin)]
    assert len(likely_duplicates()) == 2


def test_pair_told_apart_does_not_stand_in_the_way_of_a_merge(pair, staff):
    tell_apart(*pair, by=staff)
    before = dump()
    undo_merge(merge_organisations(*pair, by=staff), by=staff)
    assert dump() == before
    assert MergeRecord.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_who_merge_a_pair_both_ways_at_once_merge_it_once():
    first, second = make_organisation("A"), make_organisation("B")
    people = [make_person(is_staff=True) for _number in range(2)]

    def merge(order: tuple[Organisation, Organisation], by: Person) -> str:
        with override("en"):
            try:
                merge_organisations(*order, by=by)
            except MergeRefused as refused:
                return str(refused)
            finally:
                connection.close()
        return "merged"

    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(merge, [(first, second), (second, first)], people))
    assert found == ["One of the two is no longer in the directory: somebody has merged it already.", "merged"]
    assert (Organisation.objects.count(), MergeRecord.objects.count()) == (1, 1)
