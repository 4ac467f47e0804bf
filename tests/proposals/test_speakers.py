"""Co-speakers: asked by mail, they answer for themselves."""

import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from factories import make_person
from grono.proposals.actions import speakers as actions
from grono.proposals.actions.proposals import withdraw_proposal
from grono.proposals.rules import ProposalRefused
from proposals.calls import make_draft, sent_mails
from reading import page, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def draft(call, representative):
    return make_draft(call, representative)


def invite(draft, email="jan@example.org", **fields):
    usual = {"name": "Jan Nowak", "language": "en"}
    return actions.invite_speaker(draft, email=email, by=draft.proposer, **(usual | fields))


def address_in_mail() -> str:
    return re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body).group(1)


def test_invitation_goes_out_in_the_language_of_the_reader(draft):
    make_person(email="known@example.org", language="pl")
    invite(draft)
    invite(draft, "Known@example.org")
    assert sent_mails() == [
        ("jan@example.org", "Róża Reprezentacka invites you to speak: Heat from sewage"),
        ("known@example.org", "Róża Reprezentacka zaprasza do wystąpienia: Heat from sewage"),
    ]


def test_invited_visitor_reads_who_asks_and_is_led_to_sign_in(client, draft):
    invite(draft)
    sent_mails()
    address = address_in_mail()
    document = page(client, address)
    assert "Róża Reprezentacka proposes this" in words(document)
    assert document.xpath("//a[contains(@href, '/signup/')]/@href")[0].endswith(
        f"?email=jan%40example.org&next={address.replace('/', '%2F')}"
    )
    response = client.post(address, {"answer": "yes"})
    assert (response.status_code, draft.speakers.last().state) == (302, "invited")


def test_answer_makes_a_speaker_and_tells_the_proposer(client, draft, outsider):
    speaker = invite(draft)
    sent_mails()
    client.force_login(outsider)
    response = client.post(address_in_mail(), {"answer": "yes"})
    speaker.refresh_from_db()
    assert (speaker.state, speaker.person, speaker.name) == ("confirmed", outsider, "Ottokar Obcy")
    assert response.url.endswith(f"/proposals/{draft.code}/")
    assert "Heat from sewage" in words(page(client, response.url))
    assert sent_mails() == [(draft.proposer.email, "Ottokar Obcy wystąpi: Heat from sewage")]


def test_no_needs_no_account_and_can_become_a_yes(client, draft, outsider):
    speaker = invite(draft)
    sent_mails()
    client.post(address_in_mail(), {"answer": "no"})
    speaker.refresh_from_db()
    assert (speaker.state, speaker.person) == ("declined", None)
    assert actions.answer_invitation(speaker, takes_part=True, by=outsider).state == "confirmed"


def test_accepted_invitation_cannot_be_taken_over_or_declined_by_somebody_else(draft, outsider, partner):
    speaker = actions.answer_invitation(invite(draft), takes_part=True, by=outsider)
    with pytest.raises(ProposalRefused, match="Somebody else has answered"):
        actions.answer_invitation(speaker, takes_part=True, by=partner)
    with pytest.raises(ProposalRefused, match="signs in to change the answer"):
        actions.answer_invitation(speaker, takes_part=False, by=None)
    assert actions.answer_invitation(speaker, takes_part=False, by=outsider).state == "declined"


def test_nobody_is_named_twice(draft, outsider):
    actions.answer_invitation(invite(draft), takes_part=True, by=outsider)
    with pytest.raises(ValidationError, match="This person is named already"):
        invite(draft, "JAN@example.org")
    with pytest.raises(ProposalRefused, match="named in this proposal already"):
        actions.answer_invitation(invite(draft, "other@example.org"), takes_part=True, by=outsider)


def test_number_of_speakers_is_limited_without_those_who_declined(draft, call):
    call.most_speakers = 2
    call.save()
    first = invite(draft)
    with pytest.raises(ProposalRefused, match="at most 2 speakers"):
        invite(draft, "two@example.org")
    actions.answer_invitation(first, takes_part=False, by=None)
    assert invite(draft, "two@example.org").state == "invited"


def test_invitations_of_an_hour_are_limited_though_speakers_are_removed(draft, settings):
    for number in range(actions.INVITATIONS_PER_HOUR):
        actions.remove_speaker(invite(draft, f"p{number}@example.org"), by=draft.proposer)
    with pytest.raises(ProposalRefused, match="20 invitations in this hour"):
        invite(draft, "one-more@example.org")
    settings.CLOCK = "2027-01-11T10:00:00+01:00"
    assert invite(draft, "one-more@example.org").state == "invited"


def test_removed_or_withdrawn_invitation_is_gone_and_not_mailed(client, draft):
    speaker = invite(draft)
    actions.remove_speaker(speaker, by=draft.proposer)
    assert sent_mails() == []
    response = client.get(f"/en/congress/{draft.call.edition.slug}/proposals/invitations/{speaker.key}/")
    assert response.status_code == 410
    assert "This invitation is no longer valid" in response.content.decode()
    withdraw_proposal(draft, by=draft.proposer)
    assert sent_mails() == []


def test_proposer_stays_a_speaker(draft):
    with pytest.raises(ProposalRefused, match="Whoever proposes cannot be removed"):
        actions.remove_speaker(draft.speakers.get(), by=draft.proposer)
