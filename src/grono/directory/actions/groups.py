"""Changes to the working groups and the membership fees of a cluster."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

import structlog
from django.db import transaction
from i18nfield.strings import LazyI18nString

from grono.accounts.models import Person
from grono.directory.models import Cluster, ClusterFee, Organisation, WorkingGroup
from grono.search.actions import index_records

log = structlog.get_logger(__name__)


@transaction.atomic
def save_working_group(
    group: WorkingGroup,
    *,
    by: Person,
    name: Mapping[str, str],
    purpose: Mapping[str, str],
    chair: Person | None = None,
    members: Iterable[Organisation] = (),
) -> WorkingGroup:
    """Create or change a working group of ``group.cluster``; names and purposes by language."""
    group.name, group.purpose = _text(name), _text(purpose)
    group.chair = chair
    group.save()
    group.members.set(members)
    _touch(group.cluster)
    log.info("working_group_saved", group=group.pk, cluster=group.cluster_id, by=by.pk)
    return group


@transaction.atomic
def close_working_group(group: WorkingGroup, *, by: Person) -> None:
    """Delete a working group; its members stay in the cluster."""
    log.info("working_group_closed", group=group.pk, cluster=group.cluster_id, by=by.pk)
    group.delete()
    _touch(group.cluster)


@transaction.atomic
def add_fee(
    cluster: Cluster,
    *,
    by: Person,
    payer: Mapping[str, str],
    amount: Decimal,
    currency: str,
    period: str,
    source_url: str = "",
) -> ClusterFee:
    """Enter what membership costs a kind of member. Raises ``ValidationError``."""
    fee = ClusterFee(
        cluster=cluster, payer=_text(payer), amount=amount, currency=currency, period=period, source_url=source_url
    )
    fee.full_clean(exclude=["payer"])
    fee.save()
    _touch(cluster)
    log.info("fee_added", fee=fee.pk, cluster=cluster.pk, by=by.pk)
    return fee


@transaction.atomic
def remove_fee(fee: ClusterFee, *, by: Person) -> None:
    """Delete a fee that is no longer asked."""
    log.info("fee_removed", fee=fee.pk, cluster=fee.cluster_id, by=by.pk)
    fee.delete()
    _touch(fee.cluster)


def _touch(cluster: Cluster) -> None:
    """Tell pages and the search that the cluster has changed."""
    cluster.save(update_fields=["updated_at"])
    index_records("cluster", [cluster.pk])


def _text(by_language: Mapping[str, str]) -> LazyI18nString:
    return LazyI18nString({code: text for code, text in by_language.items() if text})
