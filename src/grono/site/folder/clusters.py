"""Working groups and fees of clusters out of a checked folder."""

from decimal import Decimal

from grono.congress.models import Participant
from grono.directory.models import Cluster, ClusterFee, Organisation, WorkingGroup
from grono.site.folder.reading import CongressFolder, Row
from grono.site.folder.texts import both


def save_clusters(folder: CongressFolder, participants: dict[str, Participant]) -> None:
    """Add working groups and fees to the clusters that have none yet."""
    groups, fees = folder.good("working_groups"), folder.good("fees")
    clusters = Cluster.objects.in_bulk({row["cluster"] for row in (*groups, *fees)}, field_name="slug")
    _save_groups(groups, clusters, participants)
    _save_fees(fees, clusters)


def _save_groups(rows: list[Row], clusters: dict[str, Cluster], participants: dict[str, Participant]) -> None:
    kept = set(WorkingGroup.objects.values_list("cluster__slug", flat=True))
    fresh = [row for row in rows if row["cluster"] not in kept]
    saved = WorkingGroup.objects.bulk_create(
        WorkingGroup(
            cluster=clusters[row["cluster"]],
            name=both(row, "name"),
            purpose=both(row, "purpose"),
            chair_id=participants[row["chair"]].person_id if row["chair"] else None,
        )
        for row in fresh
    )
    keys = dict(Organisation.objects.values_list("slug", "pk"))
    through = WorkingGroup.members.through
    through.objects.bulk_create(
        through(workinggroup_id=group.pk, organisation_id=keys[slug])
        for group, row in zip(saved, fresh, strict=True)
        for slug in dict.fromkeys(row["members"])
    )


def _save_fees(rows: list[Row], clusters: dict[str, Cluster]) -> None:
    kept = set(ClusterFee.objects.values_list("cluster__slug", flat=True))
    ClusterFee.objects.bulk_create(
        ClusterFee(
            cluster=clusters[row["cluster"]],
            payer=both(row, "payer"),
            amount=round(Decimal(row["amount"]), 2),
            currency=row["currency"],
            period=row["period"],
            source_url=row["source_url"],
        )
        for row in rows
        if row["cluster"] not in kept
    )
