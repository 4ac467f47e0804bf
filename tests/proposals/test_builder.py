"""Building a call: settings, types, questions, publishing, and what answers already given forbid."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from grono.congress.models import Edition
from grono.proposals.actions import calls as actions
from grono.proposals.choices import QuestionKind
from grono.proposals.models import CallForPresentations, ProposalType, Question
from grono.proposals.queries.calls import call_by_code
from grono.proposals.rules import ProposalRefused
from proposals.calls import START, make_call, make_draft, make_question
from reading import page, record_names, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def organising(client, team):
    client.force_login(team)
    return client


def console(call, rest=""):
    return f"/en/congress/{call.edition.slug}/organiser/calls/{call.code}/{rest}"


def test_new_call_has_usual_types_in_both_languages_and_all_tracks(organising, call):
    start = f"/en/congress/{call.edition.slug}/organiser/calls/new/"
    data = {"title_en": "Short talks", "opens_at": "2027-03-01T00:00", "deadline_at": "2027-03-31T23:59"}
    organising.post(start, data)
    made = CallForPresentations.objects.get(code="short-talks")
    assert (made.state, made.deadline_at.isoformat()) == ("draft", "2027-03-31T21:59:00+00:00")
    assert [kind.name.data["pl"] for kind in made.types.all()] == ["Prezentacja", "Panel dyskusyjny", "Warsztat"]
    assert list(made.tracks.all()) == list(call.edition.tracks.all())


def test_call_that_ends_before_it_opens_is_refused(organising, call):
    start = f"/en/congress/{call.edition.slug}/organiser/calls/new/"
    data = {"title_en": "Short talks", "opens_at": "2027-03-31T00:00", "deadline_at": "2027-03-01T23:59"}
    response = organising.post(start, data)
    assert "The deadline comes after the opening." in response.content.decode()
    assert CallForPresentations.objects.count() == 1


def test_hour_that_a_clock_skips_is_refused(organising, call):
    start = f"/en/congress/{call.edition.slug}/organiser/calls/new/"
    data = {"title_en": "Short talks", "opens_at": "2027-03-28T02:30", "deadline_at": "2027-04-01T23:59"}
    response = organising.post(start, data)
    assert "couldn’t be interpreted in time zone Europe/Warsaw" in response.content.decode()


def test_settings_are_saved_and_bump_the_stamp_of_public_pages(organising, call):
    before = Edition.objects.get(pk=call.edition_id).stamp
    data = {
        "title_en": "Renamed", "text_en": "Come.", "opens_at": "2027-01-01T00:00", "deadline_at": "2027-02-28T12:00",
        "grace_minutes": 15, "most_per_person": 2, "most_speakers": 4, "title_limit": 100, "abstract_least": 50,
        "abstract_limit": 2000, "reviews_wanted": 3, "is_blind": "on", "content_languages": ["en"],
    }  # fmt: skip
    organising.post(console(call), data)
    changed = call_by_code(call.edition.slug, call.code)
    assert (str(changed.title), changed.content_languages, changed.is_blind) == ("Renamed", ["en"], True)
    assert list(changed.tracks.all()) == []
    assert Edition.objects.get(pk=call.edition_id).stamp == before + 1


def test_question_of_every_kind_can_be_built_in_two_languages(organising, call):
    for kind in QuestionKind.values:
        data = {"label_en": f"About {kind}", "label_pl": f"O {kind}", "kind": kind, "longest": ""}
        if kind in {"one", "several"}:
            data |= {"options_en": "Apples\nPears", "options_pl": "Jabłka\nGruszki"}
        organising.post(console(call, "questions/new/"), data)
    assert [question.kind for question in call.questions.all()] == QuestionKind.values
    choice = call.questions.get(kind="one")
    assert choice.options == [
        {"code": "jablka", "label": {"pl": "Jabłka", "en": "Apples"}},
        {"code": "gruszki", "label": {"pl": "Gruszki", "en": "Pears"}},
    ]
    names = record_names(page(organising, console(call, "form/")))
    assert names[-9:] == [f"About {kind}" for kind in QuestionKind.values]


def test_relabelled_option_keeps_its_code_and_a_chosen_one_cannot_go(organising, call, outsider):
    question = make_question(call, "one", code="q")
    make_draft(call, outsider, answers={"q": "a"})
    address = console(call, f"questions/{question.pk}/")
    organising.post(address, {"label_en": "Fruit?", "kind": "one", "options_en": "Red apples\nPears"})
    question.refresh_from_db()
    assert question.options == [
        {"code": "a", "label": {"en": "Red apples"}},
        {"code": "b", "label": {"en": "Pears"}},
    ]
    response = organising.post(address, {"label_en": "Fruit?", "kind": "one", "options_en": "Pears\nPlums\nFigs"})
    assert "Chosen in proposals already: Red apples." in response.content.decode()
    response = organising.post(address, {"label_en": "Fruit?", "kind": "line"})
    assert "its kind can no longer be changed" in response.content.decode()


def test_choice_needs_two_options_in_every_language(organising, call):
    address = console(call, "questions/new/")
    response = organising.post(address, {"label_en": "Fruit?", "kind": "one", "options_en": "Pears"})
    assert "Give from 2 to 40 options, one in a line." in response.content.decode()
    data = {"label_en": "Fruit?", "kind": "one", "options_en": "Pears\nFigs", "options_pl": "Gruszki"}
    assert "Give the same number of options in each language." in organising.post(address, data).content.decode()
    assert call.questions.count() == 0


def test_questions_change_places(organising, call):
    first, second = make_question(call), make_question(call)
    organising.post(console(call, f"questions/{second.pk}/place/"), {"up": "yes"})
    assert list(call.questions.all()) == [second, first]
    organising.post(console(call, f"questions/{second.pk}/place/"), {"up": "yes"})
    assert list(call.questions.all()) == [second, first]
    organising.post(console(call, f"questions/{second.pk}/place/"), {"up": "no"})
    assert list(call.questions.all()) == [first, second]


def test_what_proposals_use_cannot_be_removed(call, team, outsider):
    question = make_question(call, code="q")
    make_draft(call, outsider, answers={"q": "yes"})
    kind = call.types.all()[0]
    with pytest.raises(ProposalRefused, match="1 proposals are of this type"):
        actions.remove_type(kind, by=team)
    with pytest.raises(ProposalRefused, match="answered in 1 proposals"):
        actions.remove_question(question, by=team)
    with pytest.raises(ProposalRefused, match="1 proposals, drafts included"):
        actions.delete_call(call, by=team)
    kind.minutes = [30]
    with pytest.raises(ValidationError, match="Proposals ask for 20 minutes already"):
        actions.save_type(call, kind, by=team)
    assert (ProposalType.objects.count(), Question.objects.count()) == (3, 1)


def test_call_without_types_is_not_published(team, open_now):
    call = make_call(published=False)
    call.types.all().delete()
    with pytest.raises(ProposalRefused, match="at least one type"):
        actions.publish_call(call, by=team)
    assert CallForPresentations.objects.get(pk=call.pk).state == "draft"


def test_draft_is_seen_by_its_organisers_only(client, organising, outsider, open_now, call):
    draft = make_call(call.edition, published=False, title={"en": "Secret"})
    address = f"/en/congress/{call.edition.slug}/calls/{draft.code}/"
    assert "Nobody but the organisers sees this page yet." in words(page(organising, address))
    client.logout()
    assert client.get(address).status_code == 404
    client.force_login(outsider)
    assert (client.get(address).status_code, client.get(console(call)).status_code) == (404, 403)


def test_closed_call_can_be_opened_again(organising, call):
    organising.post(console(call, "state/"), {"state": "closed"})
    assert not call_by_code(call.edition.slug, call.code).takes_proposals(START)
    organising.post(console(call, "state/"), {"state": "published"})
    assert call_by_code(call.edition.slug, call.code).takes_proposals(START)


def test_preview_shows_the_form_and_sends_nothing(organising, call):
    make_question(call, "text", label={"en": "Why?"})
    document = page(organising, console(call, "preview/"))
    fields = document.xpath(
        "//*[contains(@class, 'proposal-section')]//*[self::input or self::select or self::textarea]"
    )
    assert fields
    assert all("disabled" in field.attrib for field in fields)
    assert document.xpath("//label[starts-with(., 'Why?')]")


def test_grace_is_not_announced(client, call):
    call.grace_minutes = 90
    call.save()
    document = page(client, f"/en/congress/{call.edition.slug}/calls/{call.code}/")
    lead = words(document.find_class("lead")[0])
    assert lead == "Propose a presentation until 15 February 2027, 23:59 (Europe/Warsaw). 35 days are left."
    assert call.closes_at == call.deadline_at + timedelta(minutes=90)
