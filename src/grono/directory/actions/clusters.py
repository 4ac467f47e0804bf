"""Changes to a cluster and its membership."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import structlog
from i18nfield.strings import LazyI18nString

from grono.accounts.models import Person
from grono.directory.models import Cluster, Membership, Organisation
from grono.directory.recording import recorded_as
from grono.kit import clock
from grono.search.actions import index_records

log = structlog.get_logger(__name__)


@recorded_as("edit")
def update_cluster(
    cluster: Cluster, *, by: Person, fields: Mapping[str, Any], texts: Mapping[str, Mapping[str, str]]
) -> Cluster:
    """Change what a cluster says about itself; ``texts`` are ``goal``, ``services`` and ``declaration`` by language."""
    for name, value in fields.items():
        setattr(cluster, name, value)
    if "town" in fields:
        cluster.find_place()
    for name, by_language in texts.items():
        setattr(cluster, name, LazyI18nString({code: text for code, text in by_language.items() if text}))
    cluster.full_clean(exclude=["name", "goal", "services", "declaration"])
    cluster.save()
    index_records("cluster", [cluster.pk])
    log.info("cluster_updated", cluster=cluster.pk, by=by.pk)
    return cluster


@recorded_as("joined")
def join_cluster(
    cluster: Cluster, organisation: Organisation, *, by: Person, joined_date: date | None = None
) -> Membership:
    """Enter that an organisation is a member from a date (today). Raises ``ValidationError`` if it is already."""
    membership = Membership(cluster=cluster, organisation=organisation, joined_date=joined_date or clock.now().date())
    membership.full_clean()
    membership.save()
    organisation.save(update_fields=["updated_at"])
    log.info("cluster_joined", membership=membership.pk, by=by.pk)
    return membership


@recorded_as("left")
def leave_cluster(membership: Membership, *, by: Person) -> None:
    """Enter that an organisation is a member no longer; the membership is kept with its dates."""
    today = clock.now().date()
    membership.left_date = max(today, membership.joined_date or today)
    membership.save(update_fields=["left_date"])
    membership.organisation.save(update_fields=["updated_at"])
    log.info("cluster_left", membership=membership.pk, by=by.pk)
