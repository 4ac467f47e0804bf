"""What becomes of a profile: review, publication, renewal, end."""

import calendar
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.cooperation.actions.profiles import locked, reindex
from grono.cooperation.choices import ProfileState
from grono.cooperation.models import PartneringProfile
from grono.cooperation.queries.profiles import forbidden_words, reviewing_cluster
from grono.cooperation.rules import LONGEST_VALIDITY, RENEWAL_MONTHS, move, submission_faults
from grono.kit import clock

log = structlog.get_logger(__name__)


@contextmanager
def _moving(profile: PartneringProfile, verb: str, by: Person | None) -> Iterator[PartneringProfile]:
    """Lock a profile, lead it into its new state, let the caller add what belongs to it, and save."""
    with transaction.atomic():
        profile = locked(profile)
        move(profile, verb)
        profile.updated_at = clock.now()
        yield profile
        profile.save()
        reindex([profile])
        log.info(f"profile_{verb}", profile=profile.reference, by=by.pk if by else None)


def submit_profile(profile: PartneringProfile, *, by: Person) -> PartneringProfile:
    """Hand a draft over for review by a cluster of the organisation, or by the staff.

    Raises ``WrongState``, and ``ValidationError`` by field when the profile does not say enough yet.
    """
    with _moving(profile, "submit", by) as moved:
        today = clock.now().date()
        faults = submission_faults(moved, today=today, forbidden=forbidden_words(moved.organisation))
        if faults:
            raise ValidationError(faults)
        moved.cluster = reviewing_cluster(moved)
        moved.submitted_at = clock.now()
        _mail(moved, "submitted")
    return moved


def return_profile(profile: PartneringProfile, *, by: Person, note: str) -> PartneringProfile:
    """Give a profile back to its writers with a note on what to change. Raises ``WrongState``, ``ValidationError``."""
    if not note.strip():
        raise ValidationError({"note": _("Say in the note what should be changed.")})
    with _moving(profile, "return", by) as moved:
        moved.review_note, moved.reviewed_by = note, by
        moved.clean_fields(exclude=[field.name for field in moved._meta.fields if field.name != "review_note"])
        _mail(moved, "returned")
    return moved


def publish_profile(profile: PartneringProfile, *, by: Person) -> PartneringProfile:
    """Approve a profile: from now on everybody can read it. Raises ``WrongState``, ``ValidationError``.

    It is checked again, because days pass while it waits for review.
    """
    with _moving(profile, "publish", by) as moved:
        faults = submission_faults(moved, today=clock.now().date(), forbidden=forbidden_words(moved.organisation))
        if faults:
            raise ValidationError(faults)
        moved.review_note, moved.reviewed_by = "", by
        moved.published_at, moved.renewed_at, moved.reminded_at = clock.now(), None, None
        _mail(moved, "published")
    return moved


def withdraw_profile(profile: PartneringProfile, *, by: Person) -> PartneringProfile:
    """Take a profile out of sight for good; its address and its history stay. Raises ``WrongState``."""
    with _moving(profile, "withdraw", by) as moved:
        pass
    return moved


def revise_profile(profile: PartneringProfile, *, by: Person) -> PartneringProfile:
    """Take a profile back to draft to change it; others see it again after a new review. Raises ``WrongState``."""
    with _moving(profile, "revise", by) as moved:
        moved.submitted_at = None
    return moved


def renew_profile(profile: PartneringProfile, *, by: Person, months: int) -> PartneringProfile:
    """Prolong a published or expired profile by 3, 6 or 12 months, one year from today at most.

    The months count from the last day of validity, or from today when that has passed. Raises ``WrongState``,
    ``ValidationError``.
    """
    if months not in RENEWAL_MONTHS:
        raise ValidationError({"months": _("A profile is renewed by 3, 6 or 12 months.")})
    with _moving(profile, "renew", by) as moved:
        today = clock.now().date()
        moved.valid_until = _prolonged(moved.valid_until or today, months, today)
        moved.renewed_at, moved.reminded_at = clock.now(), None
    return moved


def _prolonged(valid_until: date, months: int, today: date) -> date:
    start = max(valid_until, today)
    years, month = divmod(start.month - 1 + months, 12)
    last = calendar.monthrange(start.year + years, month + 1)[1]
    longer = start.replace(year=start.year + years, month=month + 1, day=min(start.day, last))
    return min(longer, today + LONGEST_VALIDITY)


@transaction.atomic
def expire_profiles() -> int:
    """End every published profile whose last day has passed; return how many. Running it again does nothing."""
    moment = clock.now()
    ended = list(
        PartneringProfile.objects.select_for_update(of=("self",)).filter(
            state=ProfileState.PUBLISHED, valid_until__lt=moment.date()
        )
    )
    for profile in ended:
        move(profile, "expire")
        profile.updated_at = moment
    PartneringProfile.objects.bulk_update(ended, ["state", "updated_at"])
    if ended:
        reindex(ended)
        log.info("profiles_expired", profiles=[profile.reference for profile in ended])
    return len(ended)


def _mail(profile: PartneringProfile, event: str) -> None:
    """Let a job write to those concerned, once this transaction is through."""
    from grono.cooperation.tasks import mail_about_profile  # the jobs of the module call its actions

    mail_about_profile.defer(profile_id=profile.pk, event=event)
