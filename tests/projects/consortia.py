"""Consortia as the tests make them: topics with rules, partners with declared facts, and what waits in the queue."""

from typing import Any

from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from factories import make_organisation, make_person, make_topic
from grono.accounts.models import Person
from grono.directory.choices import AffiliationRole
from grono.directory.models import Affiliation, Organisation
from grono.funding.actions.rules import load_library
from grono.funding.models import LegalFacts, Topic
from grono.kit import clock
from grono.projects import tasks
from grono.projects.actions.consortium import start_consortium
from grono.projects.models import ConsortiumInvitation, Project

CZECH_POLISH = {
    "code": "interreg-cz-pl-2014",
    "version": "test",
    "title": {"en": "Both sides", "pl": "Obie strony"},
    "valid_from": "2014-01-01",
    "encoded": "2026-11-23",
    "source": "Written for the tests",
    "read_at_source": False,
    "rules": [
        {
            "id": "both-sides",
            "title": {
                "en": "One partner from Czechia and one from Poland",
                "pl": "Jeden partner z Czech, jeden z Polski",
            },
            "test": {
                "all": [
                    {"count": {"who": {"country": ["CZ"]}, "at_least": 1}},
                    {"count": {"who": {"country": ["PL"]}, "at_least": 1}},
                ]
            },
        }
    ],
}


def border_topic(**fields: Any) -> Topic:
    """Return a topic that asks for a Czech and a Polish partner, by rules of its own."""
    usual = {"language": "pl", "own_rules": CZECH_POLISH, "action_type": ""}
    return make_topic(fields.pop("topic_id", "INTERREG-CZPL-2027-1"), **(usual | fields))


def scheme_topic(code: str, **fields: Any) -> Topic:
    """Return a topic that follows the rules of a scheme as Grono ships them."""
    load_library()
    return make_topic(scheme=code, **fields)


def declared(organisation: Organisation, **fields: Any) -> Organisation:
    """Let an organisation declare that nobody owns a quarter of it or more."""
    LegalFacts.objects.create(organisation=organisation, owners_declared=True, updated_at=clock.now(), **fields)
    return organisation


def make_partner(name: str, country: str, **fields: Any) -> tuple[Organisation, Person]:
    """Return an invented organisation that declared its owners, and who represents it."""
    facts = {"is_demonstration": True, "activity_type": "PRC"} | fields
    organisation = declared(make_organisation(name, country=country, **facts))
    person = make_person(language=fields.pop("language", "en"))
    Affiliation.objects.create(person=person, organisation=organisation, role=AffiliationRole.REPRESENTATIVE)
    return organisation, person


def start(topic: Topic, organisation: Organisation, *, by: Person, **fields: Any) -> Project:
    usual = {"acronym": "MOSTY", "title": "Bridges over the Olza", "objective": "Two towns, one river. " * 20}
    return start_consortium(topic, organisation, by=by, **(usual | fields))


def verdicts(project: Project) -> list[str]:
    """Return what the rules said, the first first."""
    return list(project.verdicts.order_by("assessed_at", "pk").values_list("result", flat=True))


def state(invitation: ConsortiumInvitation) -> str:
    return ConsortiumInvitation.objects.get(pk=invitation.pk).state


def jobs() -> list[tuple[str, dict[str, Any]]]:
    """Return the jobs of the module that wait: the task's name and its arguments."""
    found = ProcrastinateJob.objects.filter(task_name__startswith="grono.projects.tasks").order_by("id")
    return [(name.rsplit(".", 1)[-1], args) for name, args in found.values_list("task_name", "args")]


def run_jobs(*names: str) -> None:
    """Run the jobs of these names, or all, that wait, and forget every job."""
    waiting = jobs()
    forget_jobs()
    for name, args in waiting:
        if not names or name in names:
            getattr(tasks, name)(**args)


def sent_mails() -> list[tuple[str, str]]:
    """Run the mails that wait and return to whom they went and about what."""
    mail.outbox.clear()
    run_jobs("mail_about_invitation")
    return sorted((message.to[0], message.subject) for message in mail.outbox)


def forget_jobs() -> None:
    """Empty the queue, which the end of a test with real transactions leaves as it is."""
    # The queue is the library's; its models can only be read.
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
