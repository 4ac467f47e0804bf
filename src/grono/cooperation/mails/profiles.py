"""Mails about profiles: to the reviewers, to the writers, and the reminder before a profile ends."""

from collections.abc import Iterable

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from grono.accounts.models import Person
from grono.cooperation.choices import ProfileState
from grono.cooperation.models import PartneringProfile
from grono.cooperation.rules import REMIND_BEFORE
from grono.directory.choices import AffiliationRole
from grono.kit import clock

log = structlog.get_logger(__name__)
SUBJECTS: dict[str, str | Promise] = {
    "submitted": _("For your review: %(title)s"),
    "returned": _("Please change your profile: %(title)s"),
    "published": _("Your profile is published: %(title)s"),
    "ending": _("Your profile ends soon: %(title)s"),
}


def mail_about_profile(profile_id: int, event: str) -> int:
    """Write to those whom an event of a profile concerns, each in their language; return the number of mails.

    ``event`` is ``submitted`` (to its reviewers), ``returned``, ``published`` or ``ending`` (to its representatives).
    """
    profile = PartneringProfile.objects.select_related("organisation", "cluster").filter(pk=profile_id).first()
    if profile is None:
        return 0
    people = _reviewers(profile) if event == "submitted" else _representatives(profile)
    mails = [_mail(profile, event, person) for person in people]
    get_connection().send_messages(mails)
    log.info("profile_mailed", profile=profile.reference, about=event, mails=len(mails))
    return len(mails)


@transaction.atomic
def remind_of_endings() -> int:
    """Remind representatives once of every profile that ends within 14 days; return how many profiles."""
    moment = clock.now()
    ending = list(
        PartneringProfile.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(
            state=ProfileState.PUBLISHED,
            valid_until__range=(moment.date(), (moment + REMIND_BEFORE).date()),
            reminded_at=None,
        )
        .order_by("pk")
    )
    for profile in ending:
        mail_about_profile(profile.pk, "ending")
    PartneringProfile.objects.filter(pk__in=[profile.pk for profile in ending]).update(reminded_at=moment)
    return len(ending)


def _reviewers(profile: PartneringProfile) -> Iterable[Person]:
    if profile.cluster is None:
        return Person.objects.filter(is_staff=True, is_active=True)
    return Person.objects.filter(managed_clusters__cluster=profile.cluster, is_active=True)


def _representatives(profile: PartneringProfile) -> Iterable[Person]:
    return Person.objects.filter(
        affiliations__organisation=profile.organisation,
        affiliations__role=AffiliationRole.REPRESENTATIVE,
        affiliations__ended_date=None,
        is_active=True,
    )


def _mail(profile: PartneringProfile, event: str, person: Person) -> EmailMessage:
    with override(person.language):
        address = settings.BASE_URL + reverse("profile", args=[profile.reference])
        subject = str(SUBJECTS[event]) % {"title": profile.title}
        body = render_to_string(
            "cooperation/mail_profile.txt", {"profile": profile, "event": event, "person": person, "address": address}
        )
    return EmailMessage(subject, body, to=[person.email])
