"""Proposing: drafts, limits, submitting once, changing until the grace is over, files, withdrawal, confirmation."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from factories import make_organisation, make_person
from grono.directory.models import Affiliation
from grono.kit import clock
from grono.projects.models import Innovation
from grono.proposals.actions import proposals as actions
from grono.proposals.choices import DecisionMailState, ProposalState
from grono.proposals.models import DecisionMail, Proposal
from grono.proposals.queries.proposals import content_of, own_proposals, told_state
from grono.proposals.rules import EditedMeanwhile, ProposalRefused
from proposals.calls import (
    DEADLINE,
    content,
    make_call,
    make_draft,
    make_question,
    make_submitted,
    sent_mails,
    set_clock,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def decide(proposal: Proposal, state: ProposalState, *, told: bool) -> None:
    """Decide about a proposal as the committee does; with ``told`` the mail about it has gone out."""
    moment = clock.now()
    Proposal.objects.filter(pk=proposal.pk).update(state=state, decided_at=moment)
    DecisionMail.objects.create(
        proposal=proposal,
        recipient=proposal.proposer,
        decision=state,
        subject="The decision",
        body="…",
        written_at=moment,
        state=DecisionMailState.SENT if told else DecisionMailState.DRAFT,
        sent_at=moment if told else None,
    )
    proposal.refresh_from_db()


def faults_of(refused: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return refused.value.message_dict


def test_draft_needs_a_title_and_nothing_else(call, outsider):
    with pytest.raises(ValidationError) as refused:
        actions.start_proposal(call, content(call, title={}, abstract={}), by=outsider)
    assert faults_of(refused) == {
        "title": ["Give the proposal a title, so that you can find it again; everything else can wait."]
    }
    assert Proposal.objects.count() == 0
    draft = actions.start_proposal(call, content(call, abstract={}, track=None), by=outsider)
    speaker = draft.speakers.get()
    assert (draft.state, speaker.person, speaker.state) == ("draft", outsider, "confirmed")
    assert sent_mails() == []


def test_form_sent_twice_is_one_proposal_with_the_last_content(call, outsider):
    code = actions.new_code()
    first = actions.start_proposal(call, content(call), by=outsider, code=code)
    again = actions.start_proposal(call, content(call, title={"en": "Colder"}), by=outsider, code=code)
    assert (again.pk, str(again.title), Proposal.objects.count()) == (first.pk, "Colder", 1)
    with pytest.raises(EditedMeanwhile):
        actions.start_proposal(call, content(call), by=outsider, code=code)


def test_code_of_somebody_else_gives_a_proposal_of_its_own(call, outsider, representative):
    theirs = make_draft(call, representative)
    mine = actions.start_proposal(call, content(call), by=outsider, code=theirs.code)
    assert mine.pk != theirs.pk
    assert mine.code != theirs.code


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"minutes": 25}, {"minutes": ["“Presentation” can take: 20, 30 minutes."]}),
        ({"language": "fr"}, {"language": ["Presentations of this call are not held in this language."]}),
        ({"equipment": ("piano",)}, {"equipment": ["No room has: piano."]}),
        ({"title": {"fr": "Chaleur"}}, {"title": ["This call takes no texts in: fr."]}),
        ({"answers": {"age": 3}}, {"question-age": ["This call asks no such question."]}),
    ],
)
def test_content_outside_the_call_is_never_saved(call, outsider, fields, fault):
    with pytest.raises(ValidationError) as refused:
        actions.start_proposal(call, content(call, **fields), by=outsider)
    assert faults_of(refused) == fault
    assert Proposal.objects.count() == 0


def test_type_of_another_call_is_refused(call, outsider):
    other = make_call(call.edition, title={"en": "Other"})
    with pytest.raises(ValidationError) as refused:
        actions.start_proposal(call, content(call, type=other.types.all()[0]), by=outsider)
    assert faults_of(refused) == {"type": ["This call has no such type of presentation."]}


def test_submitting_names_everything_that_is_missing_and_changes_nothing(call, outsider):
    call.asks_organisation, call.abstract_least, call.title_limit = True, 40, 20
    call.save()
    make_question(call, label={"en": "For whom?"}, is_required=True, code="who")
    make_question(call, "text", label={"en": "Why?"}, longest=5, code="why")
    long = "A title that is longer than that"
    draft = make_draft(call, outsider, title={"en": long}, track=None, answers={"why": "Because"})
    with pytest.raises(ValidationError) as refused:
        actions.submit_proposal(draft, by=outsider)
    assert faults_of(refused) == {
        "track": ["Choose a track."],
        "organisation": ["Name the organisation behind the proposal."],
        "title": ["The title (en) has at most 20 characters; there are 32."],
        "abstract": ["The abstract (en) has at least 40 characters; there are 25."],
        "question-who": ["“For whom?” must be answered."],
        "question-why": ["“Why?” has at most 5 characters; there are 7."],
    }
    draft.refresh_from_db()
    assert (draft.state, draft.submitted_at) == ("draft", None)
    assert sent_mails() == []


def test_title_without_abstract_is_not_complete_in_any_language(call, outsider):
    draft = make_draft(call, outsider, title={"en": "Heat"}, abstract={"pl": "Ciepło z kanałów."})
    with pytest.raises(ValidationError) as refused:
        actions.submit_proposal(draft, by=outsider)
    assert faults_of(refused) == {"abstract": ["Title and abstract must both be there in at least one language."]}


def test_submitting_twice_sends_one_confirmation_in_the_language_of_the_reader(call, outsider):
    draft = make_draft(call, outsider)
    actions.submit_proposal(draft, by=outsider)
    actions.submit_proposal(draft, by=outsider)
    draft.refresh_from_db()
    assert draft.state == "submitted"
    assert sent_mails() == [(outsider.email, "Otrzymaliśmy Twoje zgłoszenie: Heat from sewage")]


def test_question_of_another_type_need_not_be_answered(call, outsider):
    question = make_question(call, is_required=True)
    question.types.set([call.types.all()[2]])
    assert make_submitted(call, outsider).state == "submitted"


def test_submitted_proposal_can_be_changed_until_the_grace_is_over(call, outsider, settings):
    call.grace_minutes = 30
    call.save()
    proposal = make_submitted(call, outsider)
    set_clock(settings, DEADLINE + timedelta(minutes=29))
    saved = actions.save_proposal(proposal, content(call, title={"en": "Warmer"}), by=outsider, changed=0)
    assert (str(saved.title), saved.state, saved.changed) == ("Warmer", "submitted", 1)
    set_clock(settings, DEADLINE + timedelta(minutes=30))
    with pytest.raises(ProposalRefused, match="takes no proposals now"):
        actions.save_proposal(proposal, content(call), by=outsider, changed=1)


def test_submitted_proposal_stays_fit_to_be_submitted(call, outsider):
    proposal = make_submitted(call, outsider)
    with pytest.raises(ValidationError):
        actions.save_proposal(proposal, content(call, abstract={}), by=outsider, changed=0)
    proposal.refresh_from_db()
    assert (str(proposal.abstract), proposal.changed) == ("What a town gained by it.", 0)


def test_second_of_two_editors_is_told_and_loses_nothing_of_the_first(call, outsider):
    proposal = make_draft(call, outsider)
    actions.save_proposal(proposal, content(call, title={"en": "First"}), by=outsider, changed=0)
    with pytest.raises(EditedMeanwhile):
        actions.save_proposal(proposal, content(call, title={"en": "Second"}), by=outsider, changed=0)
    proposal.refresh_from_db()
    assert str(proposal.title) == "First"


def test_nothing_is_taken_before_the_opening_after_the_deadline_or_once_closed(call, outsider, settings):
    draft = make_draft(call, outsider)
    set_clock(settings, call.opens_at - timedelta(minutes=1))
    with pytest.raises(ProposalRefused):
        make_draft(call, outsider)
    set_clock(settings, DEADLINE)
    with pytest.raises(ProposalRefused):
        actions.submit_proposal(draft, by=outsider)
    assert Proposal.objects.get().state == "draft"


def test_limit_per_person_counts_what_is_submitted(call, outsider):
    call.most_per_person = 1
    call.save()
    spare = make_draft(call, outsider)
    make_submitted(call, outsider)
    with pytest.raises(ProposalRefused, match="One person may submit 1 proposals to this call"):
        actions.submit_proposal(spare, by=outsider)
    with pytest.raises(ProposalRefused, match="One person may submit 1 proposals to this call"):
        make_draft(call, outsider)


def test_number_of_drafts_is_limited(call, outsider):
    for _number in range(actions.MOST_DRAFTS):
        make_draft(call, outsider)
    with pytest.raises(ProposalRefused, match="You have 10 drafts in this call"):
        make_draft(call, outsider)


def test_only_own_organisations_projects_and_innovations_can_be_presented(
    call, representative, their_organisation, outsider
):
    moment = clock.now()
    innovation = Innovation.objects.create(
        slug="sorter", name="Sorter", owner=their_organisation, readiness="market", created_at=moment, updated_at=moment
    )
    mine = content(call, organisation=their_organisation, innovation=innovation)
    proposal = actions.start_proposal(call, mine, by=representative)
    assert (proposal.organisation, proposal.innovation) == (their_organisation, innovation)
    with pytest.raises(ValidationError) as refused:
        actions.start_proposal(call, mine, by=outsider)
    assert faults_of(refused) == {
        "organisation": ["You do not belong to this organisation."],
        "innovation": ["This innovation belongs to none of your organisations."],
    }


ANSWERS = {
    "line": "short",
    "text": "longer",
    "number": 3,
    "yes_no": False,
    "one": "a",
    "several": ["a", "b"],
    "date": "2027-05-19",
    "link": "https://example.org/paper",
}


def test_answers_of_every_kind_are_kept_changed_and_emptied(call, outsider):
    for kind in ANSWERS:
        make_question(call, kind, code=kind)
    proposal = make_draft(call, outsider, answers=ANSWERS)
    assert content_of(proposal)[0].answers == ANSWERS
    changed = {"line": "", "several": [], "number": 0}
    actions.save_proposal(proposal, content(call, answers=changed), by=outsider, changed=0)
    kept = {code: value for code, value in ANSWERS.items() if code not in {"line", "several"}}
    assert content_of(proposal)[0].answers == kept | {"number": 0}


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        ("number", "3", "number"),
        ("number", True, "number"),
        ("yes_no", "yes", "yes or no"),
        ("one", "c", "one of several"),
        ("several", ["a", "c"], "any of several"),
        ("date", "19.05.2027", "date"),
        ("link", "javascript:alert(1)", "web address"),
        ("file", "slides.pdf", "file"),
        ("line", "x" * 301, "one line"),
    ],
)
def test_answer_of_a_wrong_kind_is_refused_naming_question_and_rule(call, outsider, kind, value, wanted):
    make_question(call, kind, code="q", label={"en": "How much?"})
    with pytest.raises(ValidationError) as refused:
        make_draft(call, outsider, answers={"q": value})
    assert faults_of(refused) == {"question-q": [f"“How much?” wants: {wanted}."]}


def test_file_is_kept_replaced_and_removed_from_the_disk(
    call, outsider, upload, settings, django_capture_on_commit_callbacks
):
    make_question(call, "file", code="slides", is_required=True)
    proposal = make_draft(call, outsider, files={"slides": upload()})
    first = Path(settings.MEDIA_ROOT) / proposal.answers.get().file.name
    assert first.read_bytes() == b"%PDF-1.7 slides"
    with django_capture_on_commit_callbacks(execute=True):
        newer = content(call, files={"slides": upload("new.pdf", b"%PDF-2.0")})
        actions.save_proposal(proposal, newer, by=outsider, changed=0)
    second = Path(settings.MEDIA_ROOT) / proposal.answers.get().file.name
    assert (first.exists(), second.read_bytes()) == (False, b"%PDF-2.0")
    with django_capture_on_commit_callbacks(execute=True):
        actions.save_proposal(proposal, content(call, files={"slides": False}), by=outsider, changed=1)
    assert (second.exists(), proposal.answers.count()) == (False, 0)


def test_file_that_is_not_what_its_name_says_is_refused(call, outsider, upload):
    make_question(call, "file", code="slides")
    with pytest.raises(ValidationError) as refused:
        make_draft(call, outsider, files={"slides": upload("slides.pdf", b"MZ")})
    assert faults_of(refused) == {"question-slides": ["The content of the file is not what its name says (PDF)."]}
    assert Proposal.objects.count() == 0


def test_withdrawn_draft_is_deleted_and_a_submitted_one_stays_withdrawn(call, outsider, team):
    draft, submitted = make_draft(call, outsider), make_submitted(call, outsider)
    sent_mails()
    assert actions.withdraw_proposal(draft, by=outsider) is False
    assert actions.withdraw_proposal(submitted, by=outsider) is True
    assert [(one.pk, one.state) for one in Proposal.objects.all()] == [(submitted.pk, "withdrawn")]
    assert sent_mails() == [(outsider.email, "Wycofano Twoje zgłoszenie: Heat from sewage")]


def test_organisers_are_told_when_an_accepted_presentation_is_withdrawn(call, outsider, team):
    proposal = make_submitted(call, outsider)
    decide(proposal, ProposalState.ACCEPTED, told=True)
    sent_mails()
    actions.withdraw_proposal(proposal, by=outsider)
    assert sent_mails() == sorted(
        [
            (outsider.email, "Wycofano Twoje zgłoszenie: Heat from sewage"),
            (team.email, "Wycofano przyjętą prezentację: Heat from sewage"),
        ]
    )


def test_decision_is_unknown_to_the_proposer_until_its_mail_was_sent(call, outsider):
    proposal = make_submitted(call, outsider)
    decide(proposal, ProposalState.ACCEPTED, told=False)
    assert told_state(proposal) == "submitted"
    assert [line.state for line in own_proposals(outsider, call.edition)] == ["submitted"]
    assert not outsider.has_perm("proposals.confirm_proposal", proposal)
    DecisionMail.objects.update(state="sent", sent_at=clock.now())
    assert told_state(proposal) == "accepted"
    assert [line.state for line in own_proposals(outsider, call.edition)] == ["accepted"]
    assert outsider.has_perm("proposals.confirm_proposal", proposal)


def test_accepted_proposal_is_confirmed_once(call, outsider):
    proposal = make_submitted(call, outsider)
    with pytest.raises(ProposalRefused, match="Only an accepted proposal"):
        actions.confirm_proposal(proposal, by=outsider)
    decide(proposal, ProposalState.ACCEPTED, told=True)
    actions.confirm_proposal(proposal, by=outsider)
    actions.confirm_proposal(proposal, by=outsider)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.confirmed_at is not None) == ("confirmed", True)


def test_who_may_read_and_change_a_proposal(call, outsider, team, representative):
    draft, submitted = make_draft(call, outsider), make_submitted(call, outsider)

    def rights(person):
        return [
            [person.has_perm(f"proposals.{verb}_proposal", one) for verb in ("view", "change", "withdraw")]
            for one in (draft, submitted)
        ]

    assert rights(outsider) == [[True, True, True], [True, True, True]]
    assert rights(team) == [[False, False, False], [True, True, True]]
    assert rights(representative) == [[False, False, False], [False, False, False]]


def test_organisation_left_since_stays_but_cannot_be_chosen_anew(call, representative):
    organisation = make_organisation("Left")
    belonging = Affiliation.objects.create(person=representative, organisation=organisation, role="member")
    proposal = make_draft(call, representative, organisation=organisation)
    belonging.delete()
    proposal = actions.save_proposal(proposal, content(call, organisation=organisation), by=representative, changed=0)
    assert proposal.organisation == organisation
    proposal = actions.save_proposal(proposal, content(call), by=representative, changed=1)
    with pytest.raises(ValidationError) as refused:
        actions.save_proposal(proposal, content(call, organisation=organisation), by=representative, changed=2)
    assert faults_of(refused) == {"organisation": ["You do not belong to this organisation."]}


def test_proposals_of_others_are_not_in_the_own_list(call, outsider):
    make_submitted(call, make_person())
    mine = make_draft(call, outsider)
    assert [line.proposal for line in own_proposals(outsider, call.edition)] == [mine]


def test_saving_and_submitting_is_one_step(call, outsider):
    begun = actions.propose(call, content(call), by=outsider, submit=True)
    assert (begun.is_handed_in, begun.proposal.state, len(sent_mails())) == (True, "submitted", 1)


def test_what_cannot_be_submitted_yet_is_saved_as_a_draft(call, outsider):
    begun = actions.propose(call, content(call, track=None), by=outsider, submit=True)
    assert (begun.is_handed_in, begun.faults) == (False, [("track", "Choose a track.")])
    again = actions.revise(
        begun.proposal, content(call, track=None, title={"en": "Cold"}), by=outsider, changed=0, submit=True
    )
    assert (again.faults, str(again.proposal.title)) == (begun.faults, "Cold")
    done = actions.revise(begun.proposal, content(call), by=outsider, changed=1, submit=True)
    assert (done.is_handed_in, done.faults, sent_mails() != []) == (True, [], True)


def test_draft_over_the_limit_is_saved_and_says_why_it_stays_a_draft(call, outsider):
    draft = make_draft(call, outsider)
    make_submitted(call, outsider)
    call.most_per_person = 1
    call.save()
    saved = actions.revise(draft, content(call, title={"en": "Second"}), by=outsider, changed=0, submit=True)
    assert "you have submitted 1" in saved.refusal
    assert [(one.state, str(one.title)) for one in Proposal.objects.filter(pk=draft.pk)] == [("draft", "Second")]


def test_removed_file_counts_as_missing_when_it_is_submitted(call, outsider, upload):
    make_question(call, "file", code="cv", is_required=True)
    draft = make_draft(call, outsider, files={"cv": upload()})
    saved = actions.revise(draft, content(call, files={"cv": False}), by=outsider, changed=0, submit=True)
    assert [name for name, _sentence in saved.faults] == ["question-cv"]
