"""The programme committee of a call, and the criteria by which it judges."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.congress.models import Track
from grono.directory.models import Competence
from grono.proposals.models import Assignment, CallForPresentations, Criterion, Reviewer, Score
from grono.proposals.rules import ProposalRefused

log = structlog.get_logger(__name__)


@transaction.atomic
def add_reviewer(call: CallForPresentations, email: str, *, name: str = "", most: int = 12, by: Person) -> Reviewer:
    """Add somebody to the programme committee by e-mail address; one who has no account yet gets one.

    Raises ``ProposalRefused`` when this person is on the committee already.
    """
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        given, _space, family = name.strip().partition(" ")
        person = Person.objects.create_user(
            email, given_name=given[:100], family_name=family[:100], language=by.language
        )
    try:
        with transaction.atomic():
            reviewer = Reviewer.objects.create(call=call, person=person, most=most)
    except IntegrityError:
        raise ProposalRefused(_("%(person)s is on the programme committee already.") % {"person": person}) from None
    log.info("reviewer_added", call=call.pk, reviewer=reviewer.pk, by=by.pk)
    return reviewer


@transaction.atomic
def change_reviewer(
    reviewer: Reviewer,
    *,
    fields: Mapping[str, Any],
    tracks: Iterable[Track] | None = None,
    competences: Iterable[Competence] | None = None,
    by: Person,
) -> None:
    """Change what is known of a reviewer; raises ``ValidationError``."""
    for name, value in fields.items():
        setattr(reviewer, name, value)
    reviewer.full_clean(exclude=["call", "person"])
    reviewer.save()
    if tracks is not None:
        reviewer.tracks.set(tracks)
    if competences is not None:
        reviewer.competences.set(competences)
    log.info("reviewer_changed", reviewer=reviewer.pk, by=by.pk)


@transaction.atomic
def remove_reviewer(reviewer: Reviewer, *, by: Person) -> bool:
    """Take somebody off the committee: removed when they wrote no review, else no longer active. Tells which (removed).

    What they were given and did not begin is taken back, to be given to others.
    """
    Assignment.objects.filter(reviewer=reviewer, review=None).delete()
    log.info("reviewer_removed", reviewer=reviewer.pk, by=by.pk)
    if Assignment.objects.filter(reviewer=reviewer).exists():
        reviewer.is_active = False
        reviewer.save(update_fields=["is_active"])
        return False
    reviewer.delete()
    return True


@transaction.atomic
def save_criteria(
    call: CallForPresentations, changed: Sequence[Criterion], removed: Iterable[Criterion], *, by: Person
) -> None:
    """Write criteria of a call. Raises ``ProposalRefused`` naming the criterion that reviews already use.

    One with points cannot be removed, nor its range narrowed so that points given fall outside.
    """
    for criterion in removed:
        try:
            criterion.delete()
        except ProtectedError:
            raise ProposalRefused(
                _("“%(criterion)s” stays: there are reviews with points for it.") % {"criterion": criterion}
            ) from None
    for criterion in changed:
        outside = Score.objects.filter(criterion=criterion.pk).exclude(
            points__range=(criterion.lowest, criterion.highest)
        )
        if criterion.pk and outside.exists():
            raise ProposalRefused(
                _("“%(criterion)s”: there are reviews with points outside %(lowest)d to %(highest)d.")
                % {"criterion": criterion, "lowest": criterion.lowest, "highest": criterion.highest}
            )
        criterion.call = call
        criterion.code = criterion.code or _free_code(call)
        criterion.save()
    log.info("criteria_saved", call=call.pk, by=by.pk)


def _free_code(call: CallForPresentations) -> str:
    taken = set(call.criteria.values_list("code", flat=True))
    return next(code for number in range(1, len(taken) + 2) if (code := f"c{number}") not in taken)
