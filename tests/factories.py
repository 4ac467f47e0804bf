"""Records for tests: plain functions that make one valid record each, with any field overridden."""

from datetime import date
from itertools import count
from typing import Any

from grono.accounts.models import Person
from grono.congress.actions import add_participant, add_room
from grono.congress.models import Edition, Participant, Room
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


def make_edition(**fields: Any) -> Edition:
    usual = {
        "slug": f"edition-{next(_number)}",
        "title": "Congress",
        "start_date": date(2027, 5, 19),
        "end_date": date(2027, 5, 21),
        "venue": "Hall",
        "town": "Katowice",
        "country": "PL",
    }
    return Edition.objects.create(**(usual | fields))


def make_room(edition: Edition, **fields: Any) -> Room:
    number = next(_number)
    return add_room(edition, **({"code": f"room-{number}", "name": f"Room {number}", "capacity": 50} | fields))


def make_participant(edition: Edition, person: Person | None = None, **fields: Any) -> Participant:
    usual = {"person": person or make_person(), "code": f"P{next(_number)}"}
    return add_participant(edition, **(usual | fields))
