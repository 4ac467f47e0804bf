"""Files that people hand in: their size and kind are checked before anything is kept."""

import hashlib
import io
import zipfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext as _

MEGABYTE = 1024 * 1024
NAME_LENGTH = 120
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
#: What a file of each kind is called on the web; the kind is told by the end of its name and checked in its content.
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


@dataclass(frozen=True)
class CheckedUpload:
    """A file whose name and content agree; ``digest`` is the SHA-256 of the content."""

    name: str
    content: bytes
    content_type: str

    @property
    def digest(self) -> str:
        """Return what is the same for files of the same content."""
        return hashlib.sha256(self.content).hexdigest()


def check_upload(upload: UploadedFile, *, largest: int) -> CheckedUpload:
    """Read a file of at most ``largest`` bytes. Raises ``ValidationError`` on ``file`` naming the broken rule."""
    name = PurePath(upload.name or "").name[-NAME_LENGTH:]
    content = _content(upload, largest)
    return CheckedUpload(name, content, _content_type(name, content))


def file_fault(message: str) -> ValidationError:
    """Return the fault of a field ``file``."""
    return ValidationError({"file": message})


def delete_files(files: Iterable[FieldFile]) -> None:
    """Delete files from the disk once the transaction that forgets them is through."""
    found = [(file.storage, file.name) for file in files if file.name]

    def delete() -> None:
        for storage, name in found:
            storage.delete(name)

    transaction.on_commit(delete)


def delete_orphans(folder: str, kept: Collection[str]) -> int:
    """Delete the files of a folder whose names are not among the kept ones; return how many.

    A file younger than a day stays: the transaction that keeps it may still be under way.
    """
    if not default_storage.exists(folder):
        return 0
    yesterday = timezone.now() - timedelta(days=1)
    names = (f"{folder}/{name}" for name in default_storage.listdir(folder)[1])
    orphans = [name for name in names if name not in kept and default_storage.get_modified_time(name) < yesterday]
    for name in orphans:
        default_storage.delete(name)
    return len(orphans)


def _content(upload: UploadedFile, largest: int) -> bytes:
    size = upload.size or 0
    if size > largest:
        raise file_fault(_("The file is larger than %(most)d MB.") % {"most": largest // MEGABYTE})
    if not size:
        raise file_fault(_("The file is empty."))
    return upload.read(largest + 1)


def _content_type(name: str, content: bytes) -> str:
    suffix = PurePath(name).suffix.lower()
    if suffix not in CONTENT_TYPES:
        raise file_fault(
            _("Files of these kinds can be attached: %(kinds)s.")
            % {"kinds": ", ".join(kind.removeprefix(".").upper() for kind in CONTENT_TYPES)}
        )
    if not _is(suffix, content):
        raise file_fault(
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
