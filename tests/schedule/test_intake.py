"""Accepted proposals become sessions once; what happened to them or their people later is noticed."""

from datetime import timedelta

import pytest
from i18nfield.strings import LazyI18nString

from grono.accounts.models import Person
from grono.congress.actions import cancel_participation
from grono.congress.choices import SessionKind
from grono.proposals.choices import ProposalState, SpeakerState
from grono.proposals.models import CallForPresentations, Proposal, ProposalSpeaker, ProposalType
from grono.schedule import actions
from grono.schedule.queries.attention import Worry, calls_with_waiting_proposals, sessions_needing_attention

from .conftest import at


@pytest.fixture
def call(edition):
    return CallForPresentations.objects.create(
        edition=edition,
        code="talks",
        title="Talks",
        opens_at=at(9) - timedelta(days=60),
        deadline_at=at(9) - timedelta(days=30),
    )


@pytest.fixture
def accepted(call):
    """Make an accepted proposal by people; the first of them proposes."""
    counter = iter(range(1, 100))

    def make(*people, kind=SessionKind.TALK, state=ProposalState.ACCEPTED, minutes=45):
        number = next(counter)
        chosen, _created = ProposalType.objects.get_or_create(
            call=call, code=kind, defaults={"name": kind, "kind": kind, "minutes": [minutes]}
        )
        proposal = Proposal.objects.create(
            call=call,
            code=f"abc{number}",
            state=state,
            proposer=people[0],
            type=chosen,
            minutes=minutes,
            language="pl",
            title=LazyI18nString({"pl": f"Temat {number}", "en": f"Topic {number}"}),
            expected=70,
            created_at=at(8),
            updated_at=at(8),
            submitted_at=at(8),
            decided_at=at(8),
        )
        for position, person in enumerate(people):
            ProposalSpeaker.objects.create(
                proposal=proposal,
                person=person,
                email=person.email,
                position=position,
                state=SpeakerState.CONFIRMED,
            )
        return proposal

    return make


@pytest.fixture
def person(db):
    def make(name):
        return Person.objects.create(email=f"{name}@example.org", given_name=name.title(), family_name="New")

    return make


def test_accepted_proposal_becomes_a_session_with_its_texts_and_people(edition, call, accepted, person, organiser):
    proposal = accepted(person("eva"), person("jan"))
    (session,) = actions.take_proposals(call, by=organiser)
    assert (session.code, session.kind, session.minutes, session.expected) == (proposal.code, "talk", 45, 70)
    assert (session.title.data, session.proposal) == ({"pl": "Temat 1", "en": "Topic 1"}, proposal)
    people = [(str(role.participant), role.kind) for role in session.roles.all()]
    assert people == [("Eva New", "speaker"), ("Jan New", "speaker")]
    assert sorted(edition.participants.values_list("code", flat=True)) == ["P001", "P002"]


def test_panel_is_led_by_its_proposer(call, accepted, person, organiser):
    accepted(person("eva"), person("jan"), kind=SessionKind.PANEL)
    (session,) = actions.take_proposals(call, by=organiser)
    assert [role.kind for role in session.roles.all()] == ["moderator", "panellist"]


def test_taking_twice_makes_nothing_twice(edition, call, accepted, person, organiser):
    accepted(person("eva"))
    actions.take_proposals(call, by=organiser)
    assert actions.take_proposals(call, by=organiser) == []
    assert edition.sessions.count() == 1


def test_speaker_who_takes_part_already_keeps_the_code(edition, call, accepted, anna, organiser):
    accepted(anna.person)
    (session,) = actions.take_proposals(call, by=organiser)
    assert [role.participant for role in session.roles.all()] == [anna]


def test_only_accepted_and_confirmed_proposals_are_taken(call, accepted, person, organiser):
    eva = person("eva")
    for state in ProposalState:
        accepted(eva, state=state)
    taken = actions.take_proposals(call, by=organiser)
    assert {session.proposal.state for session in taken} == {ProposalState.ACCEPTED, ProposalState.CONFIRMED}


def test_calls_with_accepted_proposals_outside_the_programme_are_counted(edition, call, accepted, person, organiser):
    accepted(person("eva"))
    accepted(person("jan"), state=ProposalState.REJECTED)
    assert [(one, one.waiting) for one in calls_with_waiting_proposals(edition)] == [(call, 1)]
    actions.take_proposals(call, by=organiser)
    assert calls_with_waiting_proposals(edition) == []


def test_withdrawn_proposal_and_deserted_session_need_attention(edition, call, accepted, person, talk, anna, organiser):
    proposal = accepted(person("eva"))
    (taken,) = actions.take_proposals(call, by=organiser)
    deserted = talk("Z1", anna)
    talk("Z2")
    assert sessions_needing_attention(edition) == []
    Proposal.objects.filter(pk=proposal.pk).update(state=ProposalState.WITHDRAWN)
    cancel_participation(anna, by=organiser)
    found = {item.session: item.worry for item in sessions_needing_attention(edition)}
    assert found == {taken: Worry.WITHDRAWN, deserted: Worry.NOBODY}
    actions.cancel_session(deserted, by=organiser)
    assert [item.session for item in sessions_needing_attention(edition)] == [taken]


def test_console_takes_the_proposals_of_a_call(client, edition, call, accepted, person, organiser, outsider):
    accepted(person("eva"))
    address = f"/en/congress/{edition.slug}/organiser/programme/proposals/talks/"
    client.force_login(outsider)
    assert client.post(address).status_code == 403
    assert edition.sessions.count() == 0
    client.force_login(organiser)
    page = client.post(address, follow=True)
    assert "1 session is new" in page.content.decode()
    assert edition.sessions.count() == 1
