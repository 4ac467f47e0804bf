"""What tells that a page of the directory may look different."""

from django.db.models import Count, Max, Value

from grono.directory.models import Cluster, Organisation, Region


def directory_stamp() -> str:
    """Return a text that changes whenever an organisation, a cluster or a region is added or changed (one query)."""
    states = [
        model.objects.order_by().values(table=Value(name)).annotate(n=Count("pk"), last=Max("updated_at"))
        for name, model in (("organisations", Organisation), ("clusters", Cluster), ("regions", Region))
    ]
    rows = states[0].union(*states[1:]).values_list("table", "n", "last")
    return "|".join(f"{table}:{n}:{last}" for table, n, last in sorted(rows))
