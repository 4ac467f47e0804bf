"""Roles that a consortium still has to fill: opened by hand or by the rules, advertised, filled, taken away."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from grono.cooperation.models import PartneringProfile
from grono.cooperation.rules import submission_faults
from grono.kit import clock
from grono.projects.actions import roles
from grono.projects.actions.invitations import accept_invitation, invite
from grono.projects.models import ConsortiumRole, Project
from grono.projects.queries.workspace import open_roles_of
from grono.projects.rules import ProjectRefused
from projects.consortia import border_topic, declared, make_partner, run_jobs, start

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


def test_roles_that_the_rules_miss_are_opened_once_in_the_language_of_the_project(project, representative):
    make_partner("Zelená Síť", "CZ")
    assert roles.open_missing_roles(project, by=representative) == []  # nobody has looked for them yet
    run_jobs("find_missing_partners")
    (role,) = roles.open_missing_roles(project, by=representative)
    assert (role.title, role.rule, role.wanted["countries"]) == ("Partner z Czech", "both-sides", ["CZ"])
    assert roles.open_missing_roles(project, by=representative) == []


def test_role_with_an_unknown_wish_or_without_a_title_is_refused(project, representative):
    with pytest.raises(ValidationError, match="Not known: colour"):
        roles.add_role(project, title="Partner", wanted={"colour": ["green"]}, by=representative)
    with pytest.raises(ValidationError, match="No type of organisation: XXX"):
        roles.add_role(project, title="Partner", wanted={"activity_types": ["XXX"]}, by=representative)
    with pytest.raises(ValidationError) as refusal:
        roles.add_role(project, title=" ", by=representative)
    assert (list(refusal.value.message_dict), ConsortiumRole.objects.count()) == (["title"], 0)


def test_advertisement_is_a_draft_that_says_enough_for_review(project, representative, their_organisation):
    role = roles.add_role(
        project,
        title="Partner z Czech",
        wanted={"countries": ["CZ"]},
        by=representative,
        description="Prowadzi pilotaż.",
    )
    profile = roles.advertise_role(role, by=representative)
    assert (profile.type, profile.state, profile.language, profile.organisation) == (
        "RDR", "draft", "pl", their_organisation,
    )  # fmt: skip
    assert (profile.partner_countries, profile.cooperation_types) == (["CZ"], ["consortium"])
    assert (profile.valid_until, profile.is_demonstration) == (date(2027, 9, 23), True)
    assert profile.title == "Partner z Czech – poszukiwany udział w projekcie MOSTY"
    assert "Prowadzi pilotaż." in profile.partner_role
    assert submission_faults(profile, today=clock.now().date()) == {}
    assert open_roles_of(project).get().profile == profile


def test_role_is_advertised_once_and_again_after_a_withdrawal(project, representative):
    role = roles.add_role(project, title="Partner", by=representative)
    first = roles.advertise_role(role, by=representative)
    assert roles.advertise_role(role, by=representative) == first
    PartneringProfile.objects.update(state="withdrawn")
    assert roles.advertise_role(role, by=representative) != first


def test_advertisement_of_a_project_in_another_language_is_worded_in_english(project, representative):
    Project.objects.update(language="cs")
    role = roles.add_role(project, title="Partner", by=representative)
    profile = roles.advertise_role(role, by=representative)
    assert (profile.language, profile.title) == ("en", "Partner sought for the project MOSTY")


def test_long_texts_are_cut_to_what_a_profile_may_hold(project, representative):
    Project.objects.update(title="x" * 500, objective="y" * 9000)
    role = roles.add_role(project, title="z" * 200, by=representative)
    profile = roles.advertise_role(role, by=representative)
    assert (len(profile.title), len(profile.summary), len(profile.description)) == (150, 500, 8000)


def test_filled_role_is_neither_advertised_nor_removed_nor_offered_again(project, representative):
    role = roles.add_role(project, title="Partner", by=representative)
    organisation, person = make_partner("Zelená Síť", "CZ")
    part = accept_invitation(invite(project, organisation, by=representative, open_role=role), by=person)
    for act in (roles.advertise_role, roles.remove_role):
        with pytest.raises(ProjectRefused, match="filled"):
            act(role, by=representative)
    other, _person = make_partner("Druhá", "CZ")
    role.refresh_from_db()
    with pytest.raises(ProjectRefused, match="filled already"):
        invite(project, other, by=representative, open_role=role)
    assert (role.filled_by, list(open_roles_of(project))) == (part, [])


def test_role_is_open_again_when_its_partner_leaves(project, representative):
    from grono.projects.actions.consortium import remove_member

    role = roles.add_role(project, title="Partner", by=representative)
    organisation, person = make_partner("Zelená Síť", "CZ")
    part = accept_invitation(invite(project, organisation, by=representative, open_role=role), by=person)
    remove_member(part, by=representative)
    assert list(open_roles_of(project)) == [role]


def test_removed_role_leaves_its_invitation_and_its_advertisement(
    project, representative, partner_organisation, partner
):
    role = roles.add_role(project, title="Partner", by=representative)
    invitation = invite(project, partner_organisation, by=representative, open_role=role)
    profile = roles.advertise_role(role, by=representative)
    roles.remove_role(role, by=representative)
    invitation.refresh_from_db()
    assert (invitation.open_role, invitation.state, PartneringProfile.objects.get()) == (None, "sent", profile)
