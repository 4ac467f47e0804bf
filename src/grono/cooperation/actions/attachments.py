"""Files that belong to a profile: checked before they are kept, deleted with it."""

import structlog
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.cooperation.actions.profiles import locked
from grono.cooperation.choices import ProfileState
from grono.cooperation.models import PartneringProfile, ProfileAttachment
from grono.cooperation.models.profiles import FILES
from grono.cooperation.rules import WrongState
from grono.kit import clock
from grono.kit.uploads import MEGABYTE, check_upload, delete_files, delete_orphans, file_fault

log = structlog.get_logger(__name__)
LARGEST = 5 * MEGABYTE
MOST = 5


@transaction.atomic
def add_attachment(profile: PartneringProfile, upload: UploadedFile, *, by: Person) -> ProfileAttachment:
    """Keep a file with a draft. Raises ``WrongState``, and ``ValidationError`` on ``file`` naming the broken rule."""
    profile = locked(profile)
    if profile.state != ProfileState.DRAFT:
        raise WrongState("edit")
    if profile.attachments.count() >= MOST:
        raise file_fault(_("A profile has at most %(most)d files. Remove one first.") % {"most": MOST})
    checked = check_upload(upload, largest=LARGEST)
    attachment = ProfileAttachment(
        profile=profile,
        name=checked.name,
        content_type=checked.content_type,
        size=len(checked.content),
        digest=checked.digest,
        added_at=clock.now(),
    )
    if profile.attachments.filter(digest=attachment.digest).exists():
        raise file_fault(_("This file is attached already."))
    attachment.file.save(checked.name, ContentFile(checked.content), save=False)
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
    """Delete files that no attachment names any more, such as those of a deleted organisation; return how many."""
    return delete_orphans(FILES, set(ProfileAttachment.objects.values_list("file", flat=True)))


def _touch(profile: PartneringProfile) -> None:
    profile.updated_at = clock.now()
    profile.save(update_fields=["updated_at"])
