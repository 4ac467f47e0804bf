"""People and their administration."""

import pytest
from django.db import IntegrityError

from factories import make_person
from grono.accounts.actions import person_by_email
from grono.accounts.models import Person

pytestmark = pytest.mark.django_db


def test_person_needs_an_address():
    with pytest.raises(ValueError, match="e-mail"):
        Person.objects.create_user("")


def test_address_is_taken_whatever_the_case_of_its_letters():
    make_person(email="anna@example.org")
    with pytest.raises(IntegrityError):
        Person.objects.bulk_create([Person(email="ANNA@example.org")])


def test_people_stand_in_the_order_of_family_names():
    for family_name in ("Żuk", "Łoś", "Lis"):
        make_person("Jan", family_name)
    assert [person.family_name for person in Person.objects.all()] == ["Lis", "Łoś", "Żuk"]


def test_known_person_is_found_by_address_and_keeps_the_name():
    known = make_person("Anna", "Nowicz", email="anna@example.org")
    assert person_by_email("Anna@Example.org", given_name="X", family_name="Y") == known
    known.refresh_from_db()
    assert str(known) == "Anna Nowicz"


def test_unknown_person_is_created_without_a_password():
    created = person_by_email("jan@example.org", given_name="Jan", family_name="Nowy")
    assert (str(created), created.has_usable_password(), created.is_staff) == ("Jan Nowy", False, False)


def test_staff_create_a_person_in_the_administration(admin_client):
    data = {"email": "nowa@example.org", "usable_password": "false"}
    assert admin_client.post("/admin/accounts/person/add/", data).status_code == 302
    assert not Person.objects.get(email="nowa@example.org").has_usable_password()


def test_person_may_change_only_themselves(outsider, organiser):
    assert [outsider.has_perm("accounts.change_oneself", person) for person in (outsider, organiser)] == [True, False]
