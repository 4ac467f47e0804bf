"""Mails about profiles, and personal data in them."""

import pytest
from django.test import override_settings

from factories import make_person
from grono.cooperation import actions
from grono.cooperation.mails.profiles import mail_about_profile, remind_of_endings
from grono.cooperation.models import PartneringProfile
from grono.kit.registry import personal_data
from profiles import make_profile, published

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("at_the_congress"),
]


@pytest.fixture(autouse=True)
def outbox(mailoutbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return mailoutbox


def test_reviewers_get_what_is_submitted_and_writers_what_comes_back(
    their_organisation, representative, their_cluster, cluster_manager, outbox
):
    representative.language = "en"
    representative.save()
    profile = make_profile(their_organisation, by=representative)
    actions.submit_profile(profile, by=representative)
    mail_about_profile(profile.pk, "submitted")
    actions.return_profile(profile, by=cluster_manager, note="Which polymers?")
    mail_about_profile(profile.pk, "returned")
    assert [(mail.to, mail.subject) for mail in outbox] == [
        ([cluster_manager.email], f"Profil do weryfikacji: {profile.title}"),
        ([representative.email], f"Please change your profile: {profile.title}"),
    ]
    assert "Which polymers?" in outbox[1].body
    assert f"http://127.0.0.1:8000/en/cooperation/{profile.reference}/" in outbox[1].body


def test_staff_reviews_what_no_cluster_does(their_organisation, representative, organiser, outbox):
    profile = make_profile(their_organisation, by=representative)
    actions.submit_profile(profile, by=representative)
    mail_about_profile(profile.pk, "submitted")
    assert [mail.to for mail in outbox] == [[organiser.email]]


def test_representatives_are_reminded_once_two_weeks_before_the_end(their_organisation, representative, outbox):
    soon, late = (published(their_organisation, by=representative) for _ in range(2))
    PartneringProfile.objects.filter(pk=soon.pk).update(valid_until="2027-06-02")
    PartneringProfile.objects.filter(pk=late.pk).update(valid_until="2027-06-03")
    assert [remind_of_endings(), remind_of_endings()] == [1, 0]
    assert [(mail.to, soon.reference in mail.body) for mail in outbox] == [([representative.email], True)]
    actions.renew_profile(soon, by=representative, months=3)
    with override_settings(CLOCK="2027-08-25T08:00:00+02:00"):
        assert remind_of_endings() == 1


def test_mail_about_a_deleted_profile_is_not_sent(outbox):
    assert (mail_about_profile(12345, "published"), outbox) == (0, [])


def test_contact_person_is_exported_and_erased(their_organisation, representative):
    profile = make_profile(their_organisation, by=representative, contact=representative)
    data = personal_data()["profiles"]
    assert data.export(representative)["contact_of_profiles"] == [
        {"reference": profile.reference, "title": profile.title, "organisation": their_organisation.name}
    ]
    assert (data.erase(representative), data.erase(make_person())) == (1, 0)
    profile.refresh_from_db()
    assert profile.contact is None
