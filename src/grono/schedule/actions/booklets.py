"""The printed booklet of a programme: made once for what it says, then kept as a file."""

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.translation import get_language, override

from grono.congress.models import Edition
from grono.schedule.formats import booklet
from grono.schedule.queries import Programme, released_programme

log = structlog.get_logger(__name__)
FOLDER = "booklets"
LOCK = 7_200_513  # one booklet is set at a time: setting takes seconds of a processor


def booklet_of(programme: Programme) -> bytes:
    """Return the booklet in the active language, from the file when what it says has not changed since."""
    data = booklet.booklet_data(programme)
    name = f"{FOLDER}/{programme.edition.pk}-{get_language()}-{booklet.digest_of(data)}.pdf"
    with transaction.atomic():
        if not default_storage.exists(name):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            if not default_storage.exists(name):
                _keep(name, booklet.write(data))
    with default_storage.open(name) as file:
        content: bytes = file.read()
    return content


def make_booklets(edition_id: int) -> int:
    """Make the booklets of the released programme in all languages of the edition; return how many there are."""
    edition = Edition.objects.get(pk=edition_id)
    found = released_programme(edition)
    languages = edition.languages if found else []
    for language in languages:
        with override(language):
            if found is not None:
                booklet_of(found)
    return len(languages)


def _keep(name: str, content: bytes) -> None:
    """Keep a booklet in place of those of the same edition and language before."""
    stem = name.rpartition("-")[0].removeprefix(f"{FOLDER}/") + "-"
    old = default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else []
    for other in old:
        if other.startswith(stem):
            default_storage.delete(f"{FOLDER}/{other}")
    default_storage.save(name, ContentFile(content))
    log.info("booklet_made", name=name, size=len(content))
