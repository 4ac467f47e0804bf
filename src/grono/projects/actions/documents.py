"""Files of a project prepared here: checked before they are kept, for its partners or for everybody."""

import structlog
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.kit import clock
from grono.kit.uploads import MEGABYTE, check_upload, delete_files, file_fault
from grono.projects.actions.own import locked, mark_changed
from grono.projects.models import Project, ProjectDocument

log = structlog.get_logger(__name__)
LARGEST = 10 * MEGABYTE
MOST = 20


@transaction.atomic
def add_document(project: Project, upload: UploadedFile, *, by: Person, is_public: bool = False) -> ProjectDocument:
    """Keep a file with a project. Raises ``ProjectRefused``, and ``ValidationError`` on ``file`` naming the rule."""
    project = locked(project)
    if project.documents.count() >= MOST:
        raise file_fault(_("A project has at most %(most)d documents. Remove one first.") % {"most": MOST})
    checked = check_upload(upload, largest=LARGEST)
    if project.documents.filter(digest=checked.digest).exists():
        raise file_fault(_("This file is attached already."))
    document = ProjectDocument(
        project=project,
        name=checked.name,
        content_type=checked.content_type,
        size=len(checked.content),
        digest=checked.digest,
        is_public=is_public,
        added_by=by,
        added_at=clock.now(),
    )
    document.file.save(checked.name, ContentFile(checked.content), save=False)
    try:
        document.save()
    except BaseException:
        document.file.delete(save=False)
        raise
    mark_changed(project)
    log.info("project_document_added", project=project.slug, size=document.size, by=by.pk)
    return document


@transaction.atomic
def show_document(document: ProjectDocument, *, by: Person, is_public: bool) -> ProjectDocument:
    """Show a file to everybody who sees the project, or to its partners alone. Raises ``ProjectRefused``."""
    project = locked(document.project)
    document.is_public = is_public
    document.save(update_fields=["is_public"])
    mark_changed(project)
    log.info("project_document_shown", project=project.slug, public=is_public, by=by.pk)
    return document


@transaction.atomic
def remove_document(document: ProjectDocument, *, by: Person) -> None:
    """Remove a file, from the disk too once the transaction is through. Raises ``ProjectRefused``."""
    project = locked(document.project)
    file = document.file
    document.delete()
    delete_files([file])
    mark_changed(project)
    log.info("project_document_removed", project=project.slug, by=by.pk)
