"""Keeping the likely partners of organisations: computed as a whole, and only when the joint work has changed."""

from collections.abc import Iterable
from contextlib import suppress

import structlog
from django.db import connection, transaction
from procrastinate.exceptions import AlreadyEnqueued

from grono.directory.models import Organisation
from grono.projects.models import AffinityRefresh, PartnerAffinity
from grono.projects.planning import affinities as planning

log = structlog.get_logger(__name__)
#: Likely partners kept of each organisation.
KEPT = 50
_COPY = "COPY projects_partneraffinity (organisation_id, partner_id, score, has_met) FROM STDIN"


def refresh_affinities() -> int:
    """Compute the likely partners of all organisations and put them in place of the former ones.

    Returns how many pairs were written; 0 without any computing when participations, projects and organisations say
    what they said last time. Readers see the former pairs until the new ones are complete.
    """
    parts = planning.joint_work()
    digest = planning.digest_of(parts, limit=KEPT)
    if AffinityRefresh.objects.filter(digest=digest).exists():
        return 0
    found = list(planning.likely_partners(parts, limit=KEPT))
    with transaction.atomic():
        PartnerAffinity.objects.all().delete()
        count = _write(found)
        AffinityRefresh.objects.update_or_create(pk=1, defaults={"digest": digest, "pair_count": count})
    log.info("affinities_refreshed", organisations=len(found), pairs=count)
    return count


def ask_for_affinities() -> None:
    """Have a job refresh the affinities as soon as the caller's transaction is committed."""
    transaction.on_commit(_enqueue)


def _enqueue() -> None:
    from grono.projects.tasks import refresh_affinities_task  # the job calls an action of this module

    # A job that still waits will see what has just been committed.
    with suppress(AlreadyEnqueued), transaction.atomic():
        refresh_affinities_task.defer()


def _write(found: Iterable[planning.Likely]) -> int:
    """Write the pairs, without organisations that have gone or left matching while the pairs were computed."""
    there = set(Organisation.objects.filter(in_matching=True).values_list("pk", flat=True))
    count = 0
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for likely in found:
            if likely.organisation not in there:
                continue
            rows = zip(likely.partners.tolist(), likely.scores.tolist(), likely.met.tolist(), strict=True)
            for partner, score, has_met in rows:
                if partner in there:
                    copy.write_row((likely.organisation, partner, score, has_met))
                    count += 1
    return count
