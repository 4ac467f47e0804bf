"""Pages of proposals: the whole flow in a browser's steps, the organiser's list, the interface, personal data."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from grono.kit.registry import personal_data
from grono.proposals.choices import QuestionKind
from grono.proposals.mails.proposals import remind_of_drafts
from grono.proposals.models import Proposal
from proposals.calls import DEADLINE, form_data, make_call, make_draft, make_question, make_submitted, set_clock
from reading import page, record_names, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def base(call):
    return f"/en/congress/{call.edition.slug}"


def test_visitor_is_led_to_sign_in_and_back(client, call):
    address = f"{base(call)}/calls/{call.code}/proposals/new/"
    response = client.get(address)
    assert response.url.endswith(f"?next={address}")


def test_proposal_goes_from_form_to_submission(client, call, outsider, upload):
    make_question(call, "file", code="slides", label={"en": "Slides"})
    make_question(call, "yes_no", code="recorded", label={"en": "Recorded?"}, is_required=True)
    client.force_login(outsider)
    new = f"{base(call)}/calls/{call.code}/proposals/new/"
    key = page(client, new).xpath("//input[@name='key']/@value")[0]
    data = form_data(call, key=key, submit="1")
    response = client.post(new, data | {"question-slides": upload()})
    assert response.url.endswith("/edit/?check=1")
    assert "“Recorded?” must be answered." in words(page(client, response.url))
    proposal = Proposal.objects.get()
    assert proposal.code == key
    changed = page(client, response.url).xpath("//input[@name='changed']/@value")[0]
    response = client.post(response.url, data | {"changed": changed, "question-recorded": "no"})
    proposal.refresh_from_db()
    assert proposal.state == "submitted"
    answers = page(client, response.url).xpath("//dl[@class='proposal-answers']/div/*")
    assert [words(part) for part in answers] == ["Slides", "slides.pdf", "Recorded?", "no"]
    file = client.get(
        f"{base(call)}/proposals/{proposal.code}/files/{proposal.answers.get(question__code='slides').pk}/"
    )
    assert (b"".join(file.streaming_content), file["Content-Type"]) == (b"%PDF-1.7 slides", "application/pdf")


def test_second_click_on_the_same_form_makes_no_second_proposal(client, call, outsider):
    client.force_login(outsider)
    new = f"{base(call)}/calls/{call.code}/proposals/new/"
    key = page(client, new).xpath("//input[@name='key']/@value")[0]
    for _click in range(2):
        client.post(new, form_data(call, key=key, submit="1"))
    assert [one.state for one in Proposal.objects.all()] == ["submitted"]


def test_optional_questions_of_every_kind_may_stay_empty(client, call, outsider):
    for kind in QuestionKind.values:
        make_question(call, kind, code=kind)
    client.force_login(outsider)
    fields = {f"question-{kind}": "" for kind in QuestionKind.values if kind not in {"several", "file"}}
    client.post(f"{base(call)}/calls/{call.code}/proposals/new/", form_data(call, submit="1", **fields))
    assert [(one.state, one.answers.count()) for one in Proposal.objects.all()] == [("submitted", 0)]


def test_what_somebody_changed_meanwhile_is_not_overwritten_and_the_text_stays(client, call, outsider):
    draft = make_draft(call, outsider)
    client.force_login(outsider)
    edit = f"{base(call)}/proposals/{draft.code}/edit/"
    client.post(edit, form_data(call, changed="0", title_en="First"))
    response = client.post(edit, form_data(call, changed="0", title_en="Second"))
    assert "Somebody else has changed this proposal" in response.content.decode()
    assert 'value="Second"' in response.content.decode()
    draft.refresh_from_db()
    assert str(draft.title) == "First"


def test_proposals_of_others_are_not_found(client, call, outsider, representative):
    draft = make_draft(call, representative)
    client.force_login(outsider)
    for rest in ("", "edit/", "speakers/"):
        assert client.get(f"{base(call)}/proposals/{draft.code}/{rest}").status_code == 404


def test_texts_of_people_cannot_do_harm(client, call, outsider):
    bad = "<script>alert(1)</script>"
    make_question(call, "line", label={"en": bad}, help_text={"en": bad}, code="q")
    draft = make_draft(call, outsider, title={"en": bad}, abstract={"en": bad}, answers={"q": bad})
    client.force_login(outsider)
    for rest in ("", "edit/", "speakers/"):
        assert bad not in client.get(f"{base(call)}/proposals/{draft.code}/{rest}").content.decode()


def test_public_page_is_kept_for_visitors_and_changes_with_the_clock(client, call, settings, django_assert_num_queries):
    address = f"{base(call)}/calls/{call.code}/"
    assert "Propose a presentation until 15 February 2027" in words(page(client, address))
    with django_assert_num_queries(1):
        page(client, address)
    set_clock(settings, DEADLINE)
    assert "The call is closed." in words(page(client, address))


def test_interface_gives_open_calls_only(client, call):
    make_call(call.edition, published=False, title={"en": "Draft"})
    make_question(call, "one", code="fruit", label={"en": "Fruit?"})
    found = client.get(f"/api/v1/editions/{call.edition.slug}/calls").json()
    assert [(one["code"], one["questions"][0]["code"], one["types"][0]["minutes"]) for one in found] == [
        (call.code, "fruit", [20, 30])
    ]


@pytest.fixture
def organising(client, team):
    client.force_login(team)
    return client


def rows(document):
    return [words(row.xpath("./th/a")[0]) for row in document.xpath("//tbody/tr")]


def listing(call, query=""):
    return f"{base(call)}/organiser/calls/{call.code}/proposals/{query}"


def test_list_shows_what_was_handed_in_with_counts_and_search(organising, call, outsider, representative):
    make_draft(call, outsider, title={"en": "Unfinished"})
    make_submitted(call, outsider, title={"en": "Heat", "pl": "Ciepło z żaru"})
    make_submitted(call, representative, title={"en": "Sorting"}, language="pl")
    document = page(organising, listing(call))
    assert sorted(rows(document)) == ["Heat", "Sorting"]
    assert document.xpath("//select[@name='language']/option/text()") == ["all", "English (1)", "Polish (1)"]
    for query, found in (("?q=zaru", ["Heat"]), ("?q=rozA", ["Sorting"]), ("?language=pl", ["Sorting"])):
        assert rows(page(organising, listing(call, query))) == found
    assert "No proposal fits" in words(page(organising, listing(call, "?q=nothing")))


def test_list_costs_the_same_at_one_and_at_three(organising, call, outsider, representative, partner):
    page(organising, listing(call))

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page(organising, listing(call))
        return len(queries)

    make_submitted(call, outsider)
    one = cost()
    for person in (representative, partner):
        make_submitted(call, person)
    assert cost() == one


def test_list_of_many_is_read_in_few_queries(organising, call, outsider, django_assert_num_queries):
    make_submitted(call, outsider)
    page(organising, listing(call))
    with django_assert_num_queries(10):  # six of the list; sign-in, navigation and funding strip on every page
        page(organising, listing(call))


def test_proposal_is_saved_and_submitted_in_few_queries(client, call, outsider, django_assert_max_num_queries):
    make_question(call, code="why", label={"en": "Why?"})
    client.force_login(outsider)
    new = f"{base(call)}/calls/{call.code}/proposals/new/"
    data = form_data(call, submit="1", **{"question-why": "It is warm"})
    with django_assert_max_num_queries(20):
        client.post(new, data)
    assert [(one.state, one.answers.get().value) for one in Proposal.objects.all()] == [("submitted", "It is warm")]


def test_own_list_costs_the_same_at_one_and_at_three(client, call, outsider):
    client.force_login(outsider)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            document = page(client, f"{base(call)}/proposals/")
        return len(queries), len(record_names(document))

    make_draft(call, outsider)
    cost()
    one, first = cost()
    for _number in range(2):
        make_submitted(call, outsider)
    assert cost() == (one, first + 2)


def test_spreadsheet_holds_what_the_filters_leave(organising, call, outsider, representative):
    make_question(call, "yes_no", code="q", label={"en": "Recorded?"})
    make_submitted(call, outsider, title={"en": "=HYPERLINK(1)"}, answers={"q": True})
    make_submitted(call, representative, language="pl")
    response = organising.get(f"{base(call)}/organiser/calls/{call.code}/proposals.xlsx?language=en")
    header, row = list(load_workbook(io.BytesIO(response.content)).active.values)
    told = dict(zip(header, row, strict=True))
    assert (told["Title (en)"], told["Recorded?"], told["Proposed by"]) == ("=HYPERLINK(1)", "yes", "Ottokar Obcy")
    assert told["Submitted"].isoformat() == "2027-01-11T09:00:00"


def test_list_and_spreadsheet_are_for_organisers(client, call, outsider):
    client.force_login(outsider)
    assert client.get(listing(call)).status_code == 403
    assert client.get(f"{base(call)}/organiser/calls/{call.code}/proposals.xlsx").status_code == 403


def test_proposers_of_drafts_are_reminded_once_before_the_deadline(call, outsider, settings, mailoutbox):
    make_draft(call, outsider)
    make_submitted(call, outsider)
    assert remind_of_drafts() == 0
    set_clock(settings, "2027-02-13T12:00:00+01:00")
    assert (remind_of_drafts(), remind_of_drafts()) == (1, 0)
    assert [one.subject for one in mailoutbox] == ["Twoje zgłoszenie jest wciąż szkicem: Heat from sewage"]


def test_personal_data_is_handed_out_and_erased(call, outsider, representative):
    make_question(call, code="private")
    make_draft(call, outsider)
    accepted = make_submitted(call, outsider, note="I am away on Friday", answers={"private": "secret"})
    Proposal.objects.filter(pk=accepted.pk).update(state="confirmed", decided_at=call.opens_at)
    make_submitted(call, representative)
    held = personal_data()["proposals"]
    given = held.export(outsider)["proposals"]
    assert [(one["state"], one["answers"]) for one in given] == [("draft", {}), ("confirmed", {"private": "secret"})]
    assert held.erase(outsider) == 2
    accepted.refresh_from_db()
    assert (accepted.note, accepted.answers.count(), accepted.speakers.count()) == ("", 0, 0)
    assert Proposal.objects.filter(proposer=outsider).get() == accepted
    assert Proposal.objects.filter(proposer=representative).count() == 1
