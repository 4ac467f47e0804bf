"""Changes to what a region says about itself."""

from collections.abc import Mapping

import structlog
from django.db import transaction
from i18nfield.strings import LazyI18nString

from grono.accounts.models import Person
from grono.directory.models import Region
from grono.directory.nuts import region_number
from grono.search.actions import index_records

log = structlog.get_logger(__name__)


@transaction.atomic
def promote_region(region: Region, *, by: Person, promotion: Mapping[str, str]) -> Region:
    """Replace the text with which a region presents itself, by language; an empty text removes its language."""
    region.promotion = LazyI18nString({code: text for code, text in promotion.items() if text})
    region.save(update_fields=["promotion", "updated_at"])
    index_records("region", [region_number(region.code)])
    log.info("region_promoted", region=region.code, by=by.pk)
    return region
