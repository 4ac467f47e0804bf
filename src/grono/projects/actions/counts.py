"""The number of projects that organisations carry."""

from collections.abc import Iterable

from django.db.models import Count, F

from grono.directory.actions import set_project_counts
from grono.directory.models import Organisation
from grono.projects.queries.projects import factual

_COUNT = Count("participations", filter=factual("participations__project__"))


def count_projects(keys: Iterable[int]) -> None:
    """Bring the numbers of projects of these organisations up to date, where they have changed."""
    counted = Organisation.objects.filter(pk__in=list(keys)).annotate(count=_COUNT).order_by()
    set_project_counts(dict(counted.exclude(project_count=F("count")).values_list("pk", "count")))
