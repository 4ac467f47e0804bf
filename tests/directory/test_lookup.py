"""Numbers of organisations: what they are, which rule they break, whose they are."""

import pytest

from factories import make_organisation
from grono.directory.identifiers import identified
from grono.directory.models import Organisation
from grono.directory.queries import look_up

NIP = "5260250274"


@pytest.mark.parametrize(
    ("pasted", "kind", "value"),
    [
        ("5260250274", "nip", NIP),
        (" 526-025-02-74 ", "nip", NIP),
        ("NIP: 526 025 02 74", "nip", NIP),
        ("PL 526-025-02-74", "vat", f"PL{NIP}"),
        ("0000123456", "krs", "0000123456"),
        ("KRS 0000123456", "krs", "0000123456"),
        ("REGON 123456785", "regon", "123456785"),
        ("12345678512347", "regon", "12345678512347"),
        ("PIC 999588784", "pic", "999588784"),
        ("999588784", "pic", "999588784"),
        ("de 136 695 976", "vat", "DE136695976"),
        ("CZ25123891", "vat", "CZ25123891"),
        ("EL094259216", "vat", "EL094259216"),
    ],
)
def test_number_is_recognised(pasted, kind, value):
    found = identified(pasted)[0]
    assert (found.kind, found.value, found.fault) == (kind, value, "")


@pytest.mark.parametrize(
    ("pasted", "fault"),
    [
        ("5260250275", "The check digit, the 10. digit, is 5; the digits before it ask for 4."),
        ("NIP 526025027", "A NIP has ten digits."),
        ("REGON 123456784", "The check digit, the 9. digit, is 4; the digits before it ask for 5."),
        ("12345678512348", "The check digit, the 14. digit, is 8; the digits before it ask for 7."),
        ("KRS 123456", "A KRS number has ten digits."),
        ("DE136695977", "The check digit is not the one that the rule of DE gives."),
        ("DE12", "A VAT number of DE has another length."),
        ("QQ123456789", "No country of the European Union has the prefix QQ."),
        ("123", "3 digits: a NIP and a KRS have ten, a PIC nine, a REGON nine or fourteen."),
        ("12a45", "Only digits, or two letters of a country before them, make such a number."),
        ("", "This is not a number of an organisation."),
        ("żółć", "This is not a number of an organisation."),
        ("<script>" * 1000, "No country of the European Union has the prefix SC."),
    ],
)
def test_number_says_which_rule_it_breaks(pasted, fault):
    assert identified(pasted)[0].fault == fault


def test_nip_whose_remainder_is_ten_has_no_check_digit():
    assert identified("1111111170")[0].fault == "No NIP begins with these nine digits: they have no check digit."


def test_nine_digits_may_be_a_regon_and_a_pic():
    assert [found.kind for found in identified("123456785")] == ["regon", "pic"]


@pytest.mark.django_db
def test_lookup_finds_the_owner_by_nip_and_vat_alike():
    by_nip, by_vat = make_organisation(nip=NIP), make_organisation(vat="PL7740001454")
    by_pic, by_krs = make_organisation(pic="999588784"), make_organisation(krs="0000123456")
    asked = (NIP, f"PL{NIP}", "7740001454", "PL7740001454", "999588784", "0000123456", "CZ25123891")
    assert [look_up(number)[0].organisation for number in asked] == [
        by_nip, by_nip, by_vat, by_vat, by_pic, by_krs, None,
    ]  # fmt: skip


def test_lookup_page_names_the_organisation(client, db):
    make_organisation("Łuna", slug="luna", nip=NIP)
    page = client.get("/en/directory/lookup/?number=526-025-02-74").content.decode()
    assert '<a href="/en/organisations/luna/"><strong>Łuna</strong></a>' in page
    assert "The check digit holds." in page


def test_lookup_page_offers_to_add_what_is_not_there(client, cluster_manager, their_cluster):
    client.force_login(cluster_manager)
    page = client.get("/en/directory/lookup/?number=DE136695976").content.decode()
    assert "/en/directory/new/?vat=DE136695976" in page


def test_organisation_is_added_by_hand_with_an_address_of_its_name(client, organiser):
    make_organisation("Łuna", slug="luna")
    client.force_login(organiser)
    answer = client.post(
        "/en/directory/new/",
        {"name": "Łuna", "country": "Niemcy", "town": "Berlin", "helix_sector": "business", "vat": "DE136695976"},
    )
    found = Organisation.objects.get(slug="luna-2")
    assert answer["Location"] == "/en/organisations/luna-2/"
    assert (found.country, found.vat, found.town, found.is_demonstration) == ("DE", "DE136695976", "Berlin", False)


def test_organisation_is_not_added_with_a_number_that_breaks_its_rule(client, organiser):
    client.force_login(organiser)
    page = client.post(
        "/en/directory/new/", {"name": "Zła", "country": "PL", "helix_sector": "business", "nip": "5260250275"}
    ).content.decode()
    assert "5260250275 is not a NIP: ten digits with the right check digit." in page
    assert Organisation.objects.count() == 0


def test_outsider_may_not_add(client, outsider):
    client.force_login(outsider)
    assert client.get("/en/directory/new/").status_code == 403
