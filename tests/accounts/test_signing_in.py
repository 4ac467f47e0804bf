"""Signing in by a code, and creating an account."""

import re

import pytest
from django.core import mail
from django.test import Client

from factories import make_person
from grono.accounts.models import Person
from reading import page, words

pytestmark = pytest.mark.django_db


def code_of(message: mail.EmailMessage) -> str:
    """Return the code in a mail: a line of its own."""
    found = re.search(r"^([A-Z0-9-]{6,})$", message.body, re.MULTILINE)
    assert found, message.body
    return found[1]


def is_signed_in(client: Client, person: Person) -> bool:
    return client.session.get("_auth_user_id") == str(person.pk)


def test_person_signs_in_by_a_code_sent_in_their_own_language(client):
    person = make_person(email="anna@example.org", language="pl")
    client.post("/en/account/login/code/", {"email": "Anna@example.org"})
    assert [message.to for message in mail.outbox] == [["anna@example.org"]]
    assert "Wpisz ten kod w oknie, w którym się logujesz:" in mail.outbox[0].body
    client.post("/en/account/login/code/confirm/", {"code": code_of(mail.outbox[0])})
    assert is_signed_in(client, person)


def test_wrong_code_does_not_sign_in(client):
    person = make_person(email="anna@example.org")
    client.post("/en/account/login/code/", {"email": "anna@example.org"})
    client.post("/en/account/login/code/confirm/", {"code": "WRONG1"})
    assert not is_signed_in(client, person)


def test_unknown_address_gets_the_same_answer_and_a_mail_that_says_so():
    make_person(email="anna@example.org")
    answers = [
        Client().post("/en/account/login/code/", {"email": f"{name}@example.org"}) for name in ("anna", "nobody")
    ]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert "no account has it" in mail.outbox[1].body


def test_new_person_confirms_the_address_by_a_code(client):
    data = {"email": "nowa@example.org", "given_name": "Nina", "family_name": "Nowa"}
    client.post("/pl/account/signup/", data)
    person = Person.objects.get()
    assert (str(person), person.language, person.has_usable_password()) == ("Nina Nowa", "pl", False)
    assert not is_signed_in(client, person)
    client.post("/pl/account/confirm-email/", {"code": code_of(mail.outbox[0])})
    assert is_signed_in(client, person)


def test_signing_in_leads_back_to_the_page_that_asked_for_it(client, representative, their_organisation):
    path = f"/en/organisations/{their_organisation.slug}/edit/"
    sign_in = client.get(path).headers["Location"]
    assert page(client, sign_in).xpath("//input[@name='next']/@value") == [path, path]
    client.post("/en/account/login/code/", {"email": representative.email, "next": path})
    answer = client.post("/en/account/login/code/confirm/", {"code": code_of(mail.outbox[0]), "next": path})
    assert answer.headers["Location"] == path


@pytest.mark.parametrize(
    ("path", "polish", "english"),
    [
        ("login/", "Zaloguj się", "Sign in"),
        ("login/code/", "Zaloguj się kodem", "Sign in by a code"),
        ("signup/", "Załóż konto", "Create an account"),
    ],
)
def test_account_pages_speak_both_languages(client, path, polish, english):
    headings = [words(page(client, f"/{language}/account/{path}").find(".//h1")) for language in ("pl", "en")]
    assert headings == [polish, english]


def test_signing_out_is_confirmed_and_done(client):
    person = make_person()
    client.force_login(person)
    assert words(page(client, "/en/account/logout/").find(".//h1")) == "Sign out"
    client.post("/en/account/logout/")
    assert not is_signed_in(client, person)
