"""Documents of a project: what is taken in, who gets them, and what becomes of them."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from grono.projects.actions import documents as actions
from grono.projects.actions import own
from grono.projects.models import Project
from projects.own_projects import join, make_own
from reading import page, words

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 something"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def project(their_organisation, representative) -> Project:
    return make_own(their_organisation, by=representative)


def upload(name: str = "plan.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_document_is_kept_under_a_random_name_for_partners_only(project, representative):
    document = actions.add_document(project, upload(), by=representative)
    assert (document.name, document.content_type, document.size, document.is_public) == (
        "plan.pdf", "application/pdf", len(PDF), False,
    )  # fmt: skip
    assert "plan" not in document.file.name
    with document.file.open("rb") as kept:
        assert kept.read() == PDF


@pytest.mark.parametrize(("name", "content"), [("a.exe", PDF), ("a.pdf", b"MZ"), ("a.pdf", b""), ("a.docx", PDF)])
def test_wrong_files_are_refused_and_nothing_is_kept(project, representative, name, content):
    with pytest.raises(ValidationError) as refusal:
        actions.add_document(project, upload(name, content), by=representative)
    assert set(refusal.value.message_dict) == {"file"}
    assert not project.documents.exists()


def test_file_too_large_or_there_already_is_refused(project, representative, monkeypatch):
    actions.add_document(project, upload(), by=representative)
    with pytest.raises(ValidationError):
        actions.add_document(project, upload("again.pdf"), by=representative)
    monkeypatch.setattr(actions, "LARGEST", len(PDF))
    with pytest.raises(ValidationError):
        actions.add_document(project, upload("big.pdf", PDF + b"!"), by=representative)
    assert project.documents.count() == 1


def test_public_document_is_handed_out_once_the_project_is_public(
    client, project, representative, partner_organisation, partner, outsider
):
    document = actions.add_document(project, upload(), by=representative)
    path = f"/en/projects/krag/documents/{document.pk}/"

    def answers() -> list[int]:
        codes = []
        for person in (None, outsider, partner, representative):
            client.logout()
            if person:
                client.force_login(person)
            answer = client.get(path)
            codes.append(answer.status_code)
            if answer.streaming:
                assert b"".join(answer.streaming_content) == PDF
        return codes

    assert answers() == [404, 404, 404, 200]
    join(project, partner_organisation)
    assert answers() == [404, 404, 200, 200]
    actions.show_document(document, by=representative, is_public=True)
    assert answers() == [404, 404, 200, 200]
    own.publish_project(project, by=representative)
    assert answers() == [200, 200, 200, 200]
    actions.show_document(document, by=representative, is_public=False)
    assert answers() == [404, 404, 200, 200]


def test_document_is_saved_and_never_shown_in_place(client, project, representative):
    document = actions.add_document(project, upload(), by=representative)
    client.force_login(representative)
    answer = client.get(f"/en/projects/krag/documents/{document.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_document_of_another_project_is_not_found_under_this_address(
    client, project, their_organisation, representative
):
    other = make_own(their_organisation, by=representative, acronym="OTHER")
    document = actions.add_document(other, upload(), by=representative)
    client.force_login(representative)
    assert client.get(f"/en/projects/krag/documents/{document.pk}/").status_code == 404
    assert client.post(f"/en/projects/krag/documents/{document.pk}/change/", {"remove": "1"}).status_code == 404
    assert other.documents.count() == 1


def test_public_page_lists_only_public_documents(client, project, representative):
    actions.add_document(project, upload("secret.pdf"), by=representative)
    actions.add_document(project, upload("open.pdf", PDF + b"2"), by=representative, is_public=True)
    own.publish_project(project, by=representative)
    text = words(page(client, "/en/projects/krag/"))
    assert "open.pdf" in text
    assert "secret.pdf" not in text


def test_file_goes_with_its_document(project, representative, django_capture_on_commit_callbacks):
    document = actions.add_document(project, upload(), by=representative)
    storage, name = document.file.storage, document.file.name
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_document(document, by=representative)
    assert not storage.exists(name)


def test_documents_are_added_shown_and_removed_through_the_pages(client, project, representative):
    client.force_login(representative)
    client.post("/en/projects/krag/documents/", {"file": upload(), "is_public": ""})
    document = project.documents.get()
    client.post(f"/en/projects/krag/documents/{document.pk}/change/", {"public": "yes"})
    document.refresh_from_db()
    assert document.is_public
    client.post(f"/en/projects/krag/documents/{document.pk}/change/", {"remove": "1"})
    assert not project.documents.exists()
