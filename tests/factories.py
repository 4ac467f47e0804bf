"""Records for tests: plain functions that make one valid record each, with any field overridden."""

from datetime import date
from itertools import count
from typing import Any

from grono.accounts.models import Person
from grono.congress.actions import add_participant, add_room
from grono.congress.models import Edition, Participant, Room
from grono.directory.models import Cluster, ClusterManager, Competence, Membership, Organisation
from grono.funding.models import CutOff, FundingCall, FundingProgramme, RuleScheme, Topic
from grono.kit import clock

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


def make_programme(slug: str = "horizon-europe", name: str = "Horizon Europe", **fields: Any) -> FundingProgramme:
    return FundingProgramme.objects.get_or_create(slug=slug, defaults={"name": name} | fields)[0]


def make_scheme(code: str = "horizon-ria", **fields: Any) -> RuleScheme:
    return RuleScheme.objects.get_or_create(code=code, defaults={"title": code} | fields)[0]


def make_topic(
    topic_id: str = "", *, deadlines: tuple[date, ...] = (date(2027, 9, 23),), scheme: str = "", **fields: Any
) -> Topic:
    """Make a published topic of Horizon Europe; ``scheme`` is the code of its rules, made if it is not there."""
    topic_id = topic_id or f"HORIZON-CL4-2027-01-{next(_number):02d}"
    call_id = fields.pop("call_identifier", topic_id.rpartition("-")[0] or topic_id)
    programme = fields.pop("programme", None)
    if "call" not in fields:
        defaults = {"programme": programme or make_programme()}
        fields["call"] = FundingCall.objects.get_or_create(identifier=call_id, defaults=defaults)[0]
    usual = {
        "topic_id": topic_id,
        "slug": topic_id.lower(),
        "title": f"Topic {topic_id}",
        "action_type": "RIA",
        "deadline_model": "single-stage",
        "opening_date": date(2027, 1, 12),
        "scheme": make_scheme(scheme) if scheme else None,
        "first_seen_at": clock.now(),
        "updated_at": clock.now(),
    }
    topic = Topic.objects.create(**(usual | fields))
    CutOff.objects.bulk_create(CutOff(topic=topic, deadline_date=day) for day in deadlines)
    return topic
