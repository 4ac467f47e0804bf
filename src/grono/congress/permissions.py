"""Who may do what in an edition."""

from typing import Any

import rules

from grono.accounts.models import Person
from grono.congress.models import Edition, Participant
from grono.directory.permissions import manages_a_cluster


def _edition(target: Any) -> Edition | None:
    return target if isinstance(target, Edition) else getattr(target, "edition", None)


@rules.predicate
def is_organiser(person: Person, target: Any) -> bool:
    """The person belongs to the team of the edition to which the target belongs."""
    edition = _edition(target)
    return edition is not None and edition.team.filter(person=person.pk).exists()


@rules.predicate
def is_participant(person: Person, target: Any) -> bool:
    """The person takes part in the edition to which the target belongs."""
    edition = _edition(target)
    return edition is not None and edition.participants.filter(person=person.pk).exists()


@rules.predicate
def is_self(person: Person, participant: Participant | None) -> bool:
    """The participant is this person."""
    return participant is not None and participant.person_id == person.pk


@rules.predicate
def is_public(person: Person, target: Any) -> bool:
    """The edition is shown to everyone."""
    edition = _edition(target)
    return edition is not None and edition.is_public


rules.add_perm("congress.add_edition", rules.is_authenticated & (rules.is_staff | manages_a_cluster))
rules.add_perm("congress.view_edition", is_public | is_organiser)
rules.add_perm("congress.organise", is_organiser)
rules.add_perm("congress.meet_people", is_participant | is_organiser)
rules.add_perm("congress.view_agenda", is_self | is_organiser)
