"""Files of a profile: what is taken in, who gets it, and what becomes of it."""

import io
import os
import time
import zipfile

import pytest
from django.core.exceptions import ValidationError

from grono.cooperation import actions
from grono.cooperation.actions.attachments import LARGEST, delete_orphaned_files
from grono.cooperation.rules import WrongState
from profiles import make_profile, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "at_the_congress")]
PDF = b"%PDF-1.7 something"


def package(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return buffer.getvalue()


@pytest.fixture
def draft(their_organisation, representative):
    return make_profile(their_organisation, by=representative)


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.PNG", b"\x89PNG\r\n\x1a\n....", "image/png"),
        ("a.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (
            "a.docx",
            package(word__document_xml="<w/>"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            "a.odt",
            package(mimetype="application/vnd.oasis.opendocument.text"),
            "application/vnd.oasis.opendocument.text",
        ),
    ],
)
def test_file_whose_name_and_content_agree_is_kept(name, content, content_type, draft, representative, upload):
    kept = actions.add_attachment(draft, upload(name, content), by=representative)
    assert (kept.name, kept.content_type, kept.size) == (name, content_type, len(content))
    with kept.file.open() as stored:
        assert stored.read() == content


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"<script>alert(1)</script>", "The content of the file is not what its name says (PDF)."),
        ("a.png", PDF, "The content of the file is not what its name says (PNG)."),
        ("a.docx", package(mimetype="x"), "The content of the file is not what its name says (DOCX)."),
        ("a.xlsx", b"PK\x03\x04 broken", "The content of the file is not what its name says (XLSX)."),
        ("a.ods", package(mimetype="application/zip"), "The content of the file is not what its name says (ODS)."),
        ("a.pdf", b"", "The file is empty."),
        ("a.pdf", PDF + b" " * LARGEST, "The file is larger than 5 MB."),
    ],
)
def test_file_that_breaks_a_rule_is_refused(name, content, message, draft, representative, upload):
    with pytest.raises(ValidationError) as refusal:
        actions.add_attachment(draft, upload(name, content), by=representative)
    assert refusal.value.message_dict == {"file": [message]}


@pytest.mark.parametrize("name", ["page.html", "picture.svg", "program.exe", "no-suffix", "double.pdf.js"])
def test_file_of_another_kind_is_refused(name, draft, representative, upload):
    with pytest.raises(ValidationError, match="Files of these kinds can be attached: PDF, PNG"):
        actions.add_attachment(draft, upload(name, b"<svg onload=alert(1)>"), by=representative)


def test_sixth_file_and_the_same_file_twice_are_refused(draft, representative, upload):
    for number in range(5):
        actions.add_attachment(draft, upload(f"{number}.pdf", PDF + bytes([number])), by=representative)
    with pytest.raises(ValidationError, match="at most 5 files"):
        actions.add_attachment(draft, upload("6.pdf", PDF), by=representative)
    actions.remove_attachment(draft.attachments.first(), by=representative)
    with pytest.raises(ValidationError, match="attached already"):
        actions.add_attachment(draft, upload("again.pdf", PDF + bytes([4])), by=representative)


def test_files_change_in_a_draft_only(draft, representative, upload, their_organisation):
    kept = actions.add_attachment(draft, upload("a.pdf", PDF), by=representative)
    actions.submit_profile(draft, by=representative)
    with pytest.raises(WrongState):
        actions.add_attachment(draft, upload("b.pdf", PDF + b"b"), by=representative)
    with pytest.raises(WrongState):
        actions.remove_attachment(kept, by=representative)


def test_file_leaves_the_disk_with_the_attachment_and_with_the_profile(
    draft, representative, upload, django_capture_on_commit_callbacks
):
    removed, left = (
        actions.add_attachment(draft, upload(f"{name}.pdf", PDF + name.encode()), by=representative) for name in "ab"
    )
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_attachment(removed, by=representative)
    assert [removed.file.storage.exists(kept.file.name) for kept in (removed, left)] == [False, True]
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete_profile(draft, by=representative)
    assert not left.file.storage.exists(left.file.name)


def test_file_is_handed_out_to_be_saved_and_never_shown_in_place(client, draft, representative, upload):
    kept = actions.add_attachment(draft, upload("Karta ąę.pdf", PDF), by=representative)
    client.force_login(representative)
    answer = client.get(f"/en/cooperation/{draft.reference}/files/{kept.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    answer.close()
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Karta%20%C4%85%C4%99.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_file_of_a_draft_is_for_its_own_and_of_a_published_profile_for_everybody(
    client, draft, representative, upload, outsider, their_organisation
):
    kept = actions.add_attachment(draft, upload("a.pdf", PDF), by=representative)
    address = f"/en/cooperation/{draft.reference}/files/{kept.pk}/"
    other = published(their_organisation, by=representative)
    assert client.get(f"/en/cooperation/{other.reference}/files/{kept.pk}/").status_code == 404
    found = [client.get(address).status_code]
    client.force_login(outsider)
    found.append(client.get(address).status_code)
    client.logout()
    actions.submit_profile(draft, by=representative)
    actions.publish_profile(draft, by=representative)
    answer = client.get(address)
    found.append(answer.status_code)
    answer.close()
    assert found == [404, 404, 200]


def test_form_attaches_and_removes_and_says_why_a_file_is_refused(client, draft, representative, upload):
    client.force_login(representative)
    address = f"/en/cooperation/{draft.reference}/files/"
    refused = client.post(address, {"file": upload("page.html", b"<p>")})
    assert "Files of these kinds can be attached" in refused.content.decode()
    client.post(address, {"file": upload("sheet.pdf", PDF)})
    kept = draft.attachments.get()
    assert kept.name == "sheet.pdf"
    client.post(f"{address}{kept.pk}/removal/")
    assert draft.attachments.count() == 0


def test_files_that_no_record_names_are_swept_after_a_day(draft, representative, upload):
    kept, lost, fresh = (
        actions.add_attachment(draft, upload(f"{name}.pdf", PDF + name.encode()), by=representative) for name in "abc"
    )
    for attachment in (lost, fresh):
        attachment.delete()
    two_days_ago = time.time() - 2 * 86_400
    for attachment in (kept, lost):
        os.utime(attachment.file.path, (two_days_ago, two_days_ago))
    assert [delete_orphaned_files(), delete_orphaned_files()] == [1, 0]
    there = [attachment.file.storage.exists(attachment.file.name) for attachment in (kept, lost, fresh)]
    assert there == [True, False, True]
