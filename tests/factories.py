"""Records for tests: plain functions that make one valid record each, with any field overridden."""

from itertools import count
from typing import Any

from grono.accounts.models import Person
from grono.directory.models import Cluster, ClusterManager, Competence, Membership, Organisation

_number = count(1)


def make_person(given_name: str = "Anna", family_name: str = "Nowicz", **fields: Any) -> Person:
    number = next(_number)
    return Person.objects.create_user(
        fields.pop("email", f"person{number}@example.org"), given_name=given_name, family_name=family_name, **fields
    )


def make_organisation(name: str = "", **fields: Any) -> Organisation:
    number = next(_number)
    values = {
        "slug": f"organisation-{number}",
        "country": "PL",
        "town": "Katowice",
        "helix_sector": "business",
    } | fields
    return Organisation.objects.create(name=name or f"Organisation {number}", **values)


def make_cluster(
    name: str = "", *, members: tuple[Organisation, ...] = (), manager: Person | None = None, **fields: Any
) -> Cluster:
    number = next(_number)
    values = {"slug": f"cluster-{number}", "name": name or f"Cluster {number}"} | fields
    cluster = Cluster.objects.create(**values)
    Membership.objects.bulk_create(Membership(cluster=cluster, organisation=member) for member in members)
    if manager is not None:
        ClusterManager.objects.create(cluster=cluster, person=manager)
    return cluster


def make_competence(code: str = "biogas", name: str = "biogas", **fields: Any) -> Competence:
    return Competence.objects.create(code=code, name=name, **fields)
