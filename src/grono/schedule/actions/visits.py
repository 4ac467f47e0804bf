"""What a participant has seen of the programme."""

from grono.congress.choices import PlanKind
from grono.congress.models import Participant
from grono.congress.plans import published_plan
from grono.kit import clock
from grono.schedule.models import ProgrammeVisit


def note_visit(participant: Participant) -> None:
    """Note that a participant has seen the programme in force; nothing happens before the first release."""
    plan = published_plan(participant.edition, PlanKind.PROGRAMME)
    if plan is not None:
        ProgrammeVisit.objects.update_or_create(
            participant=participant, defaults={"seen_number": plan.number, "seen_at": clock.now()}
        )
