"""What the tests of expressions of interest and agreements share: records, jobs and the passing of time."""

from datetime import datetime, timedelta

from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from grono.accounts.models import Person
from grono.cooperation import tasks
from grono.cooperation.actions.agreements import confirm_agreement, propose_agreement
from grono.cooperation.actions.interests import express_interest
from grono.cooperation.choices import ProfileState
from grono.cooperation.models import Agreement, ExpressionOfInterest, PartneringProfile
from grono.directory.models import Organisation

START = datetime.fromisoformat("2027-05-03T09:00:00+02:00")


def days_later(settings, days: int) -> None:
    """Set the clock to so many days after the beginning of the tests."""
    settings.CLOCK = (START + timedelta(days=days)).isoformat()


def make_profile(organisation: Organisation, **fields: object) -> PartneringProfile:
    number = PartneringProfile.objects.count() + 1
    usual = {
        "reference": f"TOPL20270501{number:03}",
        "type": "TO",
        "state": ProfileState.PUBLISHED,
        "title": "Sorting of mixed plastics by near infrared",
        "summary": "A line that sorts.",
        "created_at": START,
        "updated_at": START,
        "submitted_at": START,
        "published_at": START,
        "valid_until": (START + timedelta(days=200)).date(),
        "is_demonstration": organisation.is_demonstration,
    }
    return PartneringProfile.objects.create(organisation=organisation, **(usual | fields))


def interest_in(
    to: PartneringProfile | Organisation, sender: Organisation, *, by: Person, message: str = "Let us talk."
) -> ExpressionOfInterest:
    return express_interest(sender, to, message=message, by=by)


def agreement_between(first: Organisation, second: Organisation, *, by: Person, **fields: object) -> Agreement:
    usual = {"kind": "licence", "title": "Licence for the sorting line", "visibility": "public"}
    return propose_agreement(Agreement(**(usual | fields)), first, [second], by=by)


def in_force(first: Organisation, second: Organisation, *, by: Person, other: Person, **fields: object) -> Agreement:
    agreement = agreement_between(first, second, by=by, **fields)
    confirm_agreement(agreement, by=other)
    return agreement


def deferred() -> list[tuple[str, dict[str, object]]]:
    """Return the jobs that wait: the task's name and its arguments."""
    jobs = ProcrastinateJob.objects.order_by("id").values_list("task_name", "args")
    return [(name.rsplit(".", 1)[-1], args) for name, args in jobs]


def sent_mails() -> list[tuple[str, str]]:
    """Run the jobs that wait and return the mails they send: to whom and about what."""
    mail.outbox.clear()
    for name, args in deferred():
        getattr(tasks, name)(**args)
    _forget_jobs()
    return sorted((message.to[0], message.subject) for message in mail.outbox)


def _forget_jobs() -> None:
    # The queue is the library's; its models can only be read.
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
