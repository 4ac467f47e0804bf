"""Files that answer questions: who may open them, under which name, and when they are deleted."""

import os

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from factories import make_organisation, make_person
from grono.directory.models import Affiliation
from grono.proposals.actions.answers import delete_orphaned_files
from grono.proposals.actions.assigning import declare_conflict
from proposals.calls import make_question, make_submitted
from proposals.committee import give, make_reviewer
from reading import page

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def given(call, upload):
    """A proposal with a file under its proposer's name, given to a reviewer."""
    make_question(call, "file", code="slides", label={"en": "Slides / draft"})
    make_question(call, "file", code="cv", label={"en": "Your life"}, names_proposer=True)
    files = {"slides": upload("Jan Kowalski.PDF"), "cv": upload("cv.pdf")}
    return give(make_submitted(call, files=files), make_reviewer(call))


def address(given, question="slides"):
    answer = given.proposal.answers.get(question__code=question)
    return f"/en/congress/{given.proposal.call.edition.slug}/proposals/{given.proposal.code}/files/{answer.pk}/"


def offered(client, given):
    """Return the names and addresses of files on the page of the review."""
    shown = page(client, f"/en/congress/{given.proposal.call.edition.slug}/reviews/{given.proposal.code}/")
    links = shown.xpath("//dl[@class='facts']//a[contains(@href, '/files/')]")
    return [(link.text, link.get("href")) for link in links]


def opened(client, url):
    response = client.get(url)
    if response.status_code != 200:
        return response.status_code
    assert b"".join(response.streaming_content) == b"%PDF-1.7 slides"
    return response["Content-Disposition"]


def blind(given):
    given.proposal.call.is_blind = True
    given.proposal.call.save()


def test_reviewer_of_an_open_call_opens_every_file(given, client):
    client.force_login(given.reviewer.person)
    assert offered(client, given) == [("Jan Kowalski.PDF", address(given)), ("cv.pdf", address(given, "cv"))]
    assert opened(client, address(given)) == 'attachment; filename="Jan Kowalski.PDF"'


def test_reviewer_of_a_blind_call_sees_neutral_names_only(given, client):
    blind(given)
    client.force_login(given.reviewer.person)
    assert offered(client, given) == [("Slides draft.pdf", address(given))]
    assert opened(client, address(given)) == 'attachment; filename="Slides draft.pdf"'
    assert opened(client, address(given, "cv")) == 404
    client.force_login(given.proposal.proposer)
    assert opened(client, address(given, "cv")) == 'attachment; filename="cv.pdf"'


@pytest.mark.parametrize("reason", ["not given", "declared", "affiliation", "inactive", "withdrawn"])
def test_whoever_does_not_review_the_proposal_finds_no_file(given, client, reason):
    reviewer, proposal = given.reviewer, given.proposal
    match reason:
        case "not given":
            given.delete()
        case "declared":
            declare_conflict(proposal, reviewer, reason="", by=reviewer.person)
        case "affiliation":
            organisation = make_organisation()
            for person in (reviewer.person, proposal.proposer):
                Affiliation.objects.create(person=person, organisation=organisation)
        case "inactive":
            type(reviewer).objects.update(is_active=False)
        case "withdrawn":
            type(proposal).objects.update(state="withdrawn")
    client.force_login(reviewer.person)
    assert opened(client, address(given)) == 404


def test_stranger_finds_no_file(given, client):
    client.force_login(make_person())
    assert opened(client, address(given)) == 404


def test_files_that_no_answer_names_are_deleted_after_a_day(given):
    orphan, fresh = (default_storage.save(f"proposals/{name}.pdf", ContentFile(b"%PDF-")) for name in ("old", "new"))
    kept = list(given.proposal.answers.values_list("file", flat=True))
    for name in (orphan, *kept):
        os.utime(default_storage.path(name), (0, 0))
    assert [delete_orphaned_files(), delete_orphaned_files()] == [1, 0]
    assert all(default_storage.exists(name) for name in (fresh, *kept))
    assert not default_storage.exists(orphan)
