"""Pages of clusters: groups, fees, declaration, members and contacts; and who may change them."""

from datetime import date
from decimal import Decimal

import pytest
from i18nfield.strings import LazyI18nString

from factories import make_cluster, make_organisation, make_person
from grono.directory import actions
from grono.directory.models import Affiliation, Cluster, ClusterFee, Membership, WorkingGroup
from grono.directory.personal_data import AFFILIATIONS
from grono.directory.places import locate
from grono.search.models import Document
from reading import page, words

pytestmark = pytest.mark.django_db
GROUP = {"name_pl": "Jakość", "name_en": "Quality", "purpose_pl": "Badamy", "purpose_en": "We test"}
FEE = {"payer_pl": "małe firmy", "payer_en": "small companies", "amount": "900", "currency": "pln", "period": "year"}


def main_of(client, path: str):
    return page(client, path).get_element_by_id("main")


def test_cluster_shows_groups_declaration_fees_contacts_and_members_by_sector(client, their_cluster, organiser):
    firm = their_cluster.members.get()
    their_cluster.cluster_organisation = firm
    university = make_organisation("Uczelnia", slug="uczelnia", helix_sector="research", is_demonstration=True)
    Membership.objects.create(cluster=their_cluster, organisation=university)
    actions.save_working_group(
        WorkingGroup(cluster=their_cluster), by=organiser, name={"en": "Quality"}, purpose={"en": "We test"},
        chair=make_person("Lena", "Liderska"), members=[firm, university],
    )  # fmt: skip
    actions.add_fee(
        their_cluster, by=organiser, payer={"en": "small companies"}, amount=Decimal(900), currency="PLN", period="year"
    )
    actions.update_cluster(
        their_cluster, by=organiser, fields={"contact_email": "biuro@probny.example", "town": "Katowice"},
        texts={"declaration": {"en": "We share *data*."}},
    )  # fmt: skip
    text = words(main_of(client, "/en/clusters/probny/"))
    for part in (
        "Quality We test led by Lena Liderska 2 members in the group",
        "A new member declaresWe share data.",
        "small companies900 PLN per year",
        "Whom to ask Żyzny Krąg sp. z o.o. biuro@probny.example",
        "Business 1",
        "Research 1",
    ):
        assert part in text
    their_cluster.refresh_from_db()
    assert (their_cluster.latitude, their_cluster.longitude) == locate("Katowice", "PL")


def test_cluster_of_which_little_is_known_shows_no_empty_headings(client):
    make_cluster("Prawdziwy", slug="prawdziwy", label_round="II runda (2016)", branch="recykling")
    text = words(main_of(client, "/en/clusters/prawdziwy/"))
    assert [
        part for part in ("Working groups", "How to join", "Whom to ask", "Where the members") if part in text
    ] == []
    assert "round of the label: II runda (2016)" in text


def test_cluster_page_costs_the_same_number_of_queries_at_one_and_at_three(
    client, organiser, django_assert_num_queries
):
    def grow(cluster: Cluster) -> None:
        member = make_organisation()
        Membership.objects.create(cluster=cluster, organisation=member)
        actions.save_working_group(
            WorkingGroup(cluster=cluster), by=organiser, name={"en": "G"}, purpose={}, chair=organiser, members=[member]
        )
        ClusterFee.objects.create(cluster=cluster, payer="x", amount=1)

    cluster = make_cluster(slug="k")
    grow(cluster)
    page(client, "/en/clusters/k/")
    with django_assert_num_queries(10) as at_one:
        page(client, "/en/clusters/k/")
    grow(cluster)
    grow(cluster)
    with django_assert_num_queries(len(at_one)):
        page(client, "/en/clusters/k/")


def test_group_shows_only_those_who_are_still_members(client, their_cluster, organiser):
    firm = their_cluster.members.get()
    group = WorkingGroup(cluster=their_cluster)
    actions.save_working_group(group, by=organiser, name={"en": "Quality"}, purpose={}, members=[firm])
    assert "1 member in the group" in words(main_of(client, "/en/clusters/probny/"))
    actions.leave_cluster(Membership.objects.get(), by=organiser)
    assert "in the group" not in words(main_of(client, "/en/clusters/probny/"))


@pytest.mark.parametrize("path", ["groups/", "fees/", "edit/"])
def test_only_the_manager_and_staff_change_a_cluster(
    client, their_cluster, cluster_manager, organiser, representative, outsider, path
):
    statuses = []
    for person in (organiser, cluster_manager, representative, outsider):
        client.force_login(person)
        statuses.append(client.get(f"/en/clusters/probny/{path}").status_code)
    assert statuses == [200, 200, 403, 403]


def test_manager_starts_changes_and_dissolves_a_group(client, their_cluster, cluster_manager, representative):
    client.force_login(cluster_manager)
    firm = their_cluster.members.get()
    client.post("/en/clusters/probny/groups/", {**GROUP, "chair": representative.pk, "members": [firm.pk]})
    group = WorkingGroup.objects.get()
    assert (group.name.data, group.chair, list(group.members.all())) == (
        {"pl": "Jakość", "en": "Quality"}, representative, [firm],
    )  # fmt: skip
    path = f"/en/clusters/probny/groups/{group.pk}/"
    assert page(client, path).get_element_by_id("id_purpose_en").text.strip() == "We test"
    client.post(path, {**GROUP, "name_en": "Better quality"})
    group.refresh_from_db()
    assert (group.name.localize("en"), group.chair, list(group.members.all())) == ("Better quality", None, [])
    client.post(f"{path}closure/")
    assert not WorkingGroup.objects.exists()
    assert list(their_cluster.members.all()) == [firm]


def test_group_takes_in_members_of_the_cluster_only(client, their_cluster, cluster_manager, outsider):
    client.force_login(cluster_manager)
    stranger = make_organisation(is_demonstration=True)
    Affiliation.objects.create(person=outsider, organisation=stranger)
    answer = client.post("/en/clusters/probny/groups/", {**GROUP, "chair": outsider.pk, "members": [stranger.pk]})
    assert set(answer.context["form"].errors) == {"chair", "members"}
    assert not WorkingGroup.objects.exists()


def test_groups_and_fees_of_another_cluster_are_out_of_reach(client, their_cluster, cluster_manager):
    other = make_cluster(slug="other")
    group = WorkingGroup.objects.create(cluster=other, name="x")
    fee = ClusterFee.objects.create(cluster=other, payer="x", amount=1)
    client.force_login(cluster_manager)
    for slug, status in (("probny", 404), ("other", 403)):
        for path in (f"groups/{group.pk}/closure/", f"fees/{fee.pk}/removal/"):
            assert client.post(f"/en/clusters/{slug}/{path}").status_code == status
    assert (WorkingGroup.objects.count(), ClusterFee.objects.count()) == (1, 1)


def test_manager_enters_a_fee_and_takes_it_away(client, their_cluster, cluster_manager):
    client.force_login(cluster_manager)
    client.post("/en/clusters/probny/fees/", FEE)
    fee = ClusterFee.objects.get()
    assert (fee.payer.data, fee.amount, fee.currency, fee.period) == (
        {"pl": "małe firmy", "en": "small companies"}, Decimal(900), "PLN", "year",
    )  # fmt: skip
    client.post(f"/en/clusters/probny/fees/{fee.pk}/removal/")
    assert not ClusterFee.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": "-1"}, "__all__"),
        ({"amount": "dużo"}, "amount"),
        ({"currency": "zł"}, "__all__"),
        ({"period": "never"}, "period"),
    ],
)  # fmt: skip
def test_fee_that_breaks_a_rule_is_refused_with_the_rule(client, their_cluster, cluster_manager, change, field):
    client.force_login(cluster_manager)
    answer = client.post("/en/clusters/probny/fees/", FEE | change)
    assert set(answer.context["form"].errors) == {field}
    assert not ClusterFee.objects.exists()


def test_fee_of_a_real_cluster_needs_its_source(client, organiser):
    make_cluster(slug="prawdziwy")
    client.force_login(organiser)
    answer = client.post("/en/clusters/prawdziwy/fees/", FEE)
    assert set(answer.context["form"].errors) == {"source_url"}
    client.post("/en/clusters/prawdziwy/fees/", FEE | {"source_url": "https://example.org/fees"})
    assert ClusterFee.objects.get().source_url == "https://example.org/fees"


def test_change_of_a_cluster_is_searchable_and_renews_the_kept_list(client, their_cluster, organiser):
    assert "Nowy cel" not in words(page(client, "/en/clusters/"))
    actions.update_cluster(their_cluster, by=organiser, fields={}, texts={"goal": {"en": "Nowy cel"}})
    assert "Nowy cel" in words(page(client, "/en/clusters/"))
    assert Document.objects.filter(kind="cluster", object_id=their_cluster.pk, language="en").count() == 1


def test_chair_is_exported_and_erased_with_the_person(their_cluster, organiser, outsider):
    group = WorkingGroup(cluster=their_cluster)
    actions.save_working_group(group, by=organiser, name={"en": "Quality"}, purpose={}, chair=outsider)
    assert AFFILIATIONS.export(outsider)["led_working_groups"] == ["Klaster Próbny: Quality"]
    assert AFFILIATIONS.erase(outsider) == 1
    group.refresh_from_db()
    assert group.chair is None


def test_api_gives_groups_and_fees(client, their_cluster, organiser):
    firm = their_cluster.members.get()
    their_cluster.founded_date = date(2015, 1, 1)
    their_cluster.save()
    actions.save_working_group(
        WorkingGroup(cluster=their_cluster), by=organiser, name=LazyI18nString({"en": "Quality"}).data, purpose={},
        members=[firm],
    )  # fmt: skip
    ClusterFee.objects.create(cluster=their_cluster, payer=LazyI18nString({"en": "all"}), amount=900)
    found = client.get("/api/v1/clusters/probny").json()
    assert found["working_groups"] == [{"name": {"en": "Quality"}, "purpose": {}, "members": [firm.slug]}]
    assert [(fee["payer"], Decimal(fee["amount"]), fee["currency"], fee["period"]) for fee in found["fees"]] == [
        ({"en": "all"}, Decimal(900), "PLN", "year")
    ]
