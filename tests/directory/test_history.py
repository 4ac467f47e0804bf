"""Who changed what and when."""

import io
import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import make_cluster, make_organisation, make_person
from grono.accounts.models import Person
from grono.directory.actions import (
    add_affiliation,
    erase_affiliations,
    import_organisations,
    join_cluster,
    leave_cluster,
    merge_organisations,
    set_project_counts,
    update_cluster,
    update_organisation,
)
from grono.directory.models import AffiliationEvent, Organisation, OrganisationEvent
from grono.directory.queries import cluster_history, organisation_history
from grono.kit.registry import personal_data

pytestmark = pytest.mark.django_db


def lines(entries) -> list[tuple[str, str, str, str]]:
    """Return act, record, reason and author of each entry, the earliest first."""
    return [(entry.act, entry.record, entry.reason, str(entry.by or "")) for entry in reversed(entries)]


def test_history_says_who_changed_which_field_from_what_to_what(their_organisation, representative):
    update_organisation(
        their_organisation,
        by=representative,
        fields={"town": "Rzeszów", "helix_sector": "research"},
        summary={"pl": "Sery", "en": "Cheese"},
    )
    latest = next(entry for entry in organisation_history(their_organisation) if not entry.record)
    assert (latest.act, latest.by, latest.reason) == ("update", representative, "edited")
    changes = {change.label: (change.before, change.after) for change in latest.changes}
    changes.pop("latitude", None)
    changes.pop("longitude", None)
    assert changes == {
        "town": ("Katowice", "Rzeszów"),
        "helix sector": ("business", "research and education"),
        "in short": ("", "en: Cheese; pl: Sery"),
    }


def test_history_holds_members_who_come_and_go(their_organisation, organiser):
    cluster = make_cluster("Dolina", is_demonstration=True)
    membership = join_cluster(cluster, their_organisation, by=organiser, joined_date=date(2020, 1, 2))
    leave_cluster(membership, by=organiser)
    membership.delete()
    name = f"{their_organisation} – Dolina"
    who = "Olga Organizatorska"
    assert [line[:2] for line in lines(cluster_history(cluster))] == [
        ("insert", ""), ("insert", name), ("update", name), ("delete", name),
    ]  # fmt: skip
    assert lines(organisation_history(their_organisation))[1:3] == [
        ("insert", name, "joined a cluster", who), ("update", name, "left a cluster", who),
    ]  # fmt: skip


def test_cluster_history_names_the_texts_that_changed(their_cluster, cluster_manager):
    update_cluster(their_cluster, by=cluster_manager, fields={"town": "Gdynia"}, texts={"goal": {"pl": "Razem"}})
    latest = next(entry for entry in cluster_history(their_cluster) if not entry.record)
    changes = {change.label: change.after for change in latest.changes}
    assert (changes["seat"], changes["goal"], latest.by) == ("Gdynia", "pl: Razem", cluster_manager)


def test_keys_counts_and_times_make_no_history(their_organisation):
    before = OrganisationEvent.objects.count()
    set_project_counts({their_organisation.pk: 7})
    their_organisation.save()
    assert OrganisationEvent.objects.count() == before


def test_history_of_a_merge_stays_with_the_survivor(organiser):
    first, second = make_organisation("A"), make_organisation("B")
    make_cluster("K", members=(second,))
    merge_organisations(first, second, by=organiser)
    found = lines(organisation_history(first))
    assert ("merge", "B", "merge of duplicates", "Olga Organizatorska") in found
    assert ("update", "A – K", "merge of duplicates", "Olga Organizatorska") in found


def test_author_who_was_erased_is_shown_as_erased(client, organiser, their_organisation):
    author = make_person("Zofia", "Znikająca", is_staff=True)
    update_organisation(their_organisation, by=author, fields={"town": "Sanok"})
    Person.objects.filter(pk=author.pk).delete()
    latest = organisation_history(their_organisation)[0]
    assert (latest.by, latest.erased) == (None, True)
    client.force_login(organiser)
    page = client.get(f"/en/organisations/{their_organisation.slug}/history/").content.decode()
    assert "erased" in page
    assert "Zofia" not in page


def test_erasing_a_person_takes_their_affiliations_out_of_the_history(their_organisation, representative, organiser):
    person = make_person("Zofia", "Znikająca")
    add_affiliation(their_organisation, person, by=organiser, job_title="prezeska")
    assert AffiliationEvent.objects.filter(person=person.pk).count() == 1
    erase_affiliations(person)
    assert AffiliationEvent.objects.filter(person=person.pk).count() == 0


def test_history_keeps_no_positions_of_people():
    assert "job_title" not in {field.name for field in AffiliationEvent._meta.fields}


def test_export_of_a_person_says_what_they_changed(their_organisation, representative):
    update_organisation(their_organisation, by=representative, fields={"town": "Sanok"})
    held = personal_data()["directory"].export(representative)
    assert [(change["reason"], change["organisation"]) for change in held["changes"]] == [
        ("edit", "Żyzny Krąg sp. z o.o.")
    ]
    json.dumps(held, default=str)


def test_history_is_for_those_who_may_edit(client, their_organisation, their_cluster, representative, outsider):
    address = f"/en/organisations/{their_organisation.slug}/history/"
    assert client.get(address).status_code == 302
    client.force_login(outsider)
    assert client.get(address).status_code == 403
    assert client.get(f"/en/clusters/{their_cluster.slug}/history/").status_code == 403
    client.force_login(representative)
    assert "Entered into the directory" in client.get(address).content.decode()


def test_history_takes_as_many_queries_for_three_changes_as_for_one(client, their_organisation, organiser):
    client.force_login(organiser)
    address = f"/en/organisations/{their_organisation.slug}/history/"
    counts = []
    for towns in (["Sanok"], ["Krosno", "Jasło"]):
        for town in towns:
            update_organisation(their_organisation, by=organiser, fields={"town": town})
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(address)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_bulk_import_is_recorded_with_its_reason(organiser):
    import_organisations(io.BytesIO(b"name,country\nA,PL\nB,PL\n"), by=organiser)
    found = [lines(organisation_history(each)) for each in Organisation.objects.order_by("pk")]
    assert found == [[("insert", "", "import of a file", "Olga Organizatorska")]] * 2
