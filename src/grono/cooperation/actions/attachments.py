"""Files that belong to a profile: checked before they are kept, deleted with it."""

import hashlib
import io
import zipfile
from datetime import timedelta
from pathlib import PurePath

import structlog
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.cooperation.actions.profiles import delete_files, locked
from grono.cooperation.choices import ProfileState
from grono.cooperation.models import PartneringProfile, ProfileAttachment
from grono.cooperation.models.profiles import FILES
from grono.cooperation.rules import WrongState
from grono.kit import clock

log = structlog.get_logger(__name__)
LARGEST = 5 * 1024 * 1024
MOST = 5
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
#: What a file of each kind must begin with, or for packages must contain; and what it is called on the web.
CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".docx": f"{_OFFICE}wordprocessingml.document",
    ".xlsx": f"{_OFFICE}spreadsheetml.sheet",
    ".pptx": f"{_OFFICE}presentationml.presentation",
    ".odt": f"{_OPEN}text",
    ".ods": f"{_OPEN}spreadsheet",
    ".odp": f"{_OPEN}presentation",
}
_MAIN_PARTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}


@transaction.atomic
def add_attachment(profile: PartneringProfile, upload: UploadedFile, *, by: Person) -> ProfileAttachment:
    """Keep a file with a draft. Raises ``WrongState``, and ``ValidationError`` on ``file`` naming the broken rule."""
    profile = locked(profile)
    if profile.state != ProfileState.DRAFT:
        raise WrongState("edit")
    if profile.attachments.count() >= MOST:
        raise _fault(_("A profile has at most %(most)d files. Remove one first.") % {"most": MOST})
    name = PurePath(upload.name or "").name[-120:]
    content = _content(upload)
    attachment = ProfileAttachment(
        profile=profile,
        name=name,
        content_type=_content_type(name, content),
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        added_at=clock.now(),
    )
    if profile.attachments.filter(digest=attachment.digest).exists():
        raise _fault(_("This file is attached already."))
    attachment.file.save(name, ContentFile(content), save=False)
    try:
        attachment.save()
    except BaseException:
        attachment.file.delete(save=False)
        raise
    _touch(profile)
    log.info("attachment_added", profile=profile.reference, size=attachment.size, by=by.pk)
    return attachment


@transaction.atomic
def remove_attachment(attachment: ProfileAttachment, *, by: Person) -> None:
    """Remove a file from a draft, from the disk too once the transaction is through. Raises ``WrongState``."""
    profile = locked(attachment.profile)
    if profile.state != ProfileState.DRAFT:
        raise WrongState("edit")
    file = attachment.file
    attachment.delete()
    delete_files([file])
    _touch(profile)
    log.info("attachment_removed", profile=profile.reference, by=by.pk)


def delete_orphaned_files() -> int:
    """Delete files that no attachment names any more, such as those of a deleted organisation; return how many.

    A file younger than a day stays: the transaction that keeps it may still be under way.
    """
    storage = default_storage
    if not storage.exists(FILES):
        return 0
    kept = {PurePath(name).name for name in ProfileAttachment.objects.values_list("file", flat=True)}
    yesterday = timezone.now() - timedelta(days=1)
    orphans = [
        f"{FILES}/{name}"
        for name in storage.listdir(FILES)[1]
        if name not in kept and storage.get_modified_time(f"{FILES}/{name}") < yesterday
    ]
    for name in orphans:
        storage.delete(name)
    return len(orphans)


def _touch(profile: PartneringProfile) -> None:
    profile.updated_at = clock.now()
    profile.save(update_fields=["updated_at"])


def _fault(message: str) -> ValidationError:
    return ValidationError({"file": message})


def _content(upload: UploadedFile) -> bytes:
    size = upload.size or 0
    if size > LARGEST:
        raise _fault(_("The file is larger than %(most)d MB.") % {"most": LARGEST // 1024 // 1024})
    if not size:
        raise _fault(_("The file is empty."))
    return upload.read(LARGEST + 1)


def _content_type(name: str, content: bytes) -> str:
    """Return the type of a file whose name and content agree."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in CONTENT_TYPES:
        raise _fault(
            _("Files of these kinds can be attached: %(kinds)s.")
            % {"kinds": ", ".join(kind.removeprefix(".").upper() for kind in CONTENT_TYPES)}
        )
    if not _is(suffix, content):
        raise _fault(
            _("The content of the file is not what its name says (%(kind)s).")
            % {"kind": suffix.removeprefix(".").upper()}
        )
    return CONTENT_TYPES[suffix]


def _is(suffix: str, content: bytes) -> bool:
    """Tell whether content is of the kind that a suffix names, by its first bytes or by what its package holds."""
    if suffix == ".pdf":
        return content.startswith(b"%PDF-")
    if suffix == ".png":
        return content.startswith(b"\x89PNG\r\n\x1a\n")
    if suffix in {".jpg", ".jpeg"}:
        return content.startswith(b"\xff\xd8\xff")
    if suffix == ".webp":
        return content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return content.startswith(b"PK\x03\x04") and _is_package(suffix, content)


def _is_package(suffix: str, content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if suffix in _MAIN_PARTS:
                return _MAIN_PARTS[suffix] in package.namelist()
            about = package.getinfo("mimetype")
            return about.file_size < 200 and package.read(about) == CONTENT_TYPES[suffix].encode()
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError):
        return False
