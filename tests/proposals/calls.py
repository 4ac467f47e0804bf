"""Calls and proposals for the tests, and the mails they lead to."""

from datetime import datetime, timedelta
from typing import Any

from django.core import mail
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from factories import make_edition, make_person
from grono.accounts.models import Person
from grono.congress.models import Edition, TeamMember, Track
from grono.proposals import tasks
from grono.proposals.actions.calls import create_call, publish_call
from grono.proposals.actions.proposals import start_proposal, submit_proposal
from grono.proposals.content import Content
from grono.proposals.models import CallForPresentations, Proposal, Question
from grono.proposals.queries.calls import call_by_code

START = datetime.fromisoformat("2027-01-11T09:00:00+01:00")
DEADLINE = datetime.fromisoformat("2027-02-15T23:59:00+01:00")


def set_clock(settings: Any, moment: datetime | str) -> None:
    """Set the clock that decides what is open."""
    settings.CLOCK = moment if isinstance(moment, str) else moment.isoformat()


def make_team(edition: Edition, person: Person) -> Person:
    """Let a person organise an edition."""
    TeamMember.objects.create(edition=edition, person=person)
    return person


def make_call(edition: Edition | None = None, *, published: bool = True, **fields: Any) -> CallForPresentations:
    """Make a call with the usual types that is open at ``START``, with one track when its edition has none."""
    edition = edition or make_edition(languages=["pl", "en"])
    if not edition.tracks.exists():
        Track.objects.create(edition=edition, code="energy", name={"pl": "Energia", "en": "Energy"})
    usual = {"title": {"pl": "Nabór prezentacji", "en": "Call for presentations"}, "asks_organisation": False}
    dates = {"opens_at": START - timedelta(days=3), "deadline_at": DEADLINE}
    call = create_call(edition, by=None, **(usual | dates | fields))
    if published:
        publish_call(call, by=None)
    return call_by_code(edition.slug, call.code)


def make_question(call: CallForPresentations, kind: str = "line", **fields: Any) -> Question:
    """Make a question of a call; a choice gets two options."""
    options = [{"code": "a", "label": {"en": "Apples"}}, {"code": "b", "label": {"en": "Pears"}}]
    usual = {
        "code": f"q{call.questions.count() + 1}",
        "label": {"en": f"Question {kind}"},
        "options": options if kind in {"one", "several"} else [],
        "position": call.questions.count(),
    }
    question = Question.objects.create(call=call, kind=kind, **(usual | fields))
    vars(call).get("_prefetched_objects_cache", {}).pop("questions", None)
    return question


def content(call: CallForPresentations, **fields: Any) -> Content:
    """Return a content that can be submitted."""
    kind = call.types.all()[0]
    usual = {
        "type": kind,
        "minutes": kind.minutes[0],
        "language": "en",
        "title": {"en": "Heat from sewage"},
        "abstract": {"en": "What a town gained by it."},
        "track": call.tracks.all()[0] if call.tracks.all() else None,
    }
    return Content(**(usual | fields))


def make_draft(call: CallForPresentations, by: Person | None = None, **fields: Any) -> Proposal:
    """Make a draft that could be submitted."""
    return start_proposal(call, content(call, **fields), by=by or make_person())


def make_submitted(call: CallForPresentations, by: Person | None = None, **fields: Any) -> Proposal:
    """Make a submitted proposal."""
    draft = make_draft(call, by, **fields)
    return submit_proposal(draft, by=draft.proposer)


def sent_mails() -> list[tuple[str, str]]:
    """Run the jobs that wait and return the mails they send: to whom and about what."""
    mail.outbox.clear()
    for name, args in ProcrastinateJob.objects.order_by("id").values_list("task_name", "args"):
        getattr(tasks, name.rsplit(".", 1)[-1])(**args)
    with connection.cursor() as cursor:  # the queue is the library's; its models can only be read
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
    return sorted((message.to[0], message.subject) for message in mail.outbox)


def form_data(call: CallForPresentations, **fields: Any) -> dict[str, Any]:
    """Return what a browser sends for a content that can be submitted."""
    kind = call.types.all()[0]
    usual = {
        "shape": f"{kind.pk}-{kind.minutes[0]}",
        "language": "en",
        "title_en": "Heat from sewage",
        "title_pl": "",
        "abstract_en": "What a town gained by it.",
        "abstract_pl": "",
        "track": str(call.tracks.all()[0].pk) if call.tracks.all() else "",
        "note": "",
        "expected": "",
    }
    return usual | fields
