"""Supporters and funding credits with their logos: checked before they are kept, deleted when nobody names them."""

import structlog
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.congress.actions.parts import remove_part, save_part
from grono.congress.models import FundingCredit, Supporter
from grono.congress.models.supporters import LOGOS
from grono.kit.uploads import MEGABYTE, CheckedUpload, check_upload, delete_files, delete_orphans

log = structlog.get_logger(__name__)
LARGEST_LOGO = MEGABYTE
LOGO_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")
WithLogo = Supporter | FundingCredit


def save_with_logo(record: WithLogo, *, logo: UploadedFile | None = None, drop_logo: bool = False, by: Person) -> None:
    """Save a supporter or a funding credit; a new logo takes the place of the old one, which is deleted.

    Raises ``ValidationError`` naming the field and the rule; nothing is kept then.
    """
    old = FieldFile(record, record.logo.field, record.logo.name)
    if logo is not None:
        checked = check_logo(logo)
        record.logo_type = checked.content_type
        record.logo.save(checked.name, ContentFile(checked.content), save=False)
    elif drop_logo:
        record.logo, record.logo_type = "", ""
    try:
        with transaction.atomic():
            save_part(record, by=by)
            if old.name != record.logo.name:
                delete_files([old])
    except BaseException:
        if logo is not None:
            record.logo.delete(save=False)
        raise


def check_logo(upload: UploadedFile) -> CheckedUpload:
    """Read a logo. Raises ``ValidationError`` on ``logo``; SVG is refused because such a file can carry scripts."""
    name = (upload.name or "").lower()
    if name.endswith((".svg", ".svgz")):
        raise ValidationError({"logo": _("SVG cannot be taken, because it may carry scripts. Send PNG, JPEG or WEBP.")})
    if not name.endswith(LOGO_SUFFIXES):
        raise ValidationError({"logo": _("A logo is a file of the kind PNG, JPEG or WEBP.")})
    try:
        return check_upload(upload, largest=LARGEST_LOGO)
    except ValidationError as error:
        raise ValidationError({"logo": error.messages}) from None


@transaction.atomic
def remove_with_logo(record: WithLogo, *, by: Person) -> None:
    """Remove a supporter or a funding credit, and its logo from the disk."""
    logo = record.logo
    remove_part(record, by=by)
    delete_files([logo])


def delete_orphaned_logos() -> int:
    """Delete logos that no record names any more, such as those of a deleted edition; return how many."""
    kept = {*Supporter.objects.values_list("logo", flat=True), *FundingCredit.objects.values_list("logo", flat=True)}
    return delete_orphans(LOGOS, kept)
