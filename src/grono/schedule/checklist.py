"""What the programme still needs before it can be planned and read: steps on the list of an edition's set-up."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grono.congress.checklist import Step
from grono.congress.models import Edition
from grono.schedule.queries.attention import calls_with_waiting_proposals
from grono.schedule.queries.versions import released_version


def steps(edition: Edition) -> Iterator[Step]:
    """Yield the sessions, accepted proposals that are not among them yet, and the release."""
    sessions = edition.sessions.filter(cancelled_at=None).count()
    yield Step(
        title=_("Sessions"),
        is_done=sessions > 0,
        note=ngettext("%(count)s session", "%(count)s sessions", sessions) % {"count": sessions},
        url=reverse("console-sessions", args=[edition.slug]),
        action=_("Go to the sessions"),
    )
    if waiting := sum(call.waiting for call in calls_with_waiting_proposals(edition)):  # type: ignore[attr-defined]
        yield Step(
            title=_("Accepted proposals"),
            is_done=False,
            note=ngettext(
                "%(count)s accepted proposal is not in the programme yet",
                "%(count)s accepted proposals are not in the programme yet",
                waiting,
            )
            % {"count": waiting},
            url=reverse("console-programme", args=[edition.slug]),
            action=_("Take them into the programme"),
            is_needed=False,
        )
    released = released_version(edition)
    yield Step(
        title=_("Released programme"),
        is_done=released is not None,
        note=_("Version %(number)s") % {"number": released.plan.number} if released else _("not released yet"),
        url=reverse("console-programme", args=[edition.slug]),
        action=_("Go to the programme"),
        is_needed=False,
    )
