"""What may become of a profile, and what it must say before others see it: pure rules, no database."""

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grono.cooperation.choices import ProfileState, ProfileType
from grono.cooperation.models import PartneringProfile

#: From which states each verb leads, and to which.
MOVES: dict[str, tuple[frozenset[ProfileState], ProfileState]] = {
    "submit": (frozenset({ProfileState.DRAFT}), ProfileState.REVIEW),
    "return": (frozenset({ProfileState.REVIEW}), ProfileState.DRAFT),
    "publish": (frozenset({ProfileState.REVIEW}), ProfileState.PUBLISHED),
    "withdraw": (
        frozenset({ProfileState.REVIEW, ProfileState.PUBLISHED, ProfileState.EXPIRED}),
        ProfileState.WITHDRAWN,
    ),
    "renew": (frozenset({ProfileState.PUBLISHED, ProfileState.EXPIRED}), ProfileState.PUBLISHED),
    "revise": (
        frozenset({ProfileState.REVIEW, ProfileState.PUBLISHED, ProfileState.EXPIRED, ProfileState.WITHDRAWN}),
        ProfileState.DRAFT,
    ),
    "expire": (frozenset({ProfileState.PUBLISHED}), ProfileState.EXPIRED),
}
REFUSALS = {
    "submit": gettext_lazy("Only a draft can be submitted for review."),
    "return": gettext_lazy("Only a profile in review can be returned."),
    "publish": gettext_lazy("Only a profile in review can be published."),
    "withdraw": gettext_lazy("Only a profile in review, published or expired can be withdrawn."),
    "renew": gettext_lazy("Only a published or expired profile can be renewed."),
    "revise": gettext_lazy("A draft can be changed as it is."),
    "expire": gettext_lazy("Only a published profile can expire."),
    "edit": gettext_lazy("Only a draft can be changed. Take the profile back to draft first."),
    "delete": gettext_lazy("Only a draft that was never published can be deleted; withdraw the profile instead."),
}
#: Days from publication or renewal until a profile ends at the latest (a year, as in the network).
LONGEST_VALIDITY = timedelta(days=366)
RENEWAL_MONTHS = (3, 6, 12)
REMIND_BEFORE = timedelta(days=14)
SHORTEST_TITLE = 10
SHORTEST_SUMMARY = 100
SHORTEST_DESCRIPTION = 300


class WrongState(Exception):
    """What was asked for cannot be done in the state in which the profile is."""

    def __init__(self, verb: str) -> None:
        super().__init__(str(REFUSALS[verb]))


class EditedMeanwhile(Exception):
    """Somebody else saved the profile after this person opened it."""

    def __str__(self) -> str:
        return _("Somebody else has changed this profile since you opened it. Open it again and repeat your changes.")


def move(profile: PartneringProfile, verb: str) -> None:
    """Put a profile into the state to which the verb leads. Raises ``WrongState``."""
    sources, target = MOVES[verb]
    if profile.state not in sources:
        raise WrongState(verb)
    profile.state = target


def may(profile: PartneringProfile, verb: str) -> bool:
    """Tell whether the state of the profile allows a verb."""
    return profile.state in MOVES[verb][0]


def is_public(profile: PartneringProfile, today: date) -> bool:
    """Tell whether everybody may read the profile on a day; on the last day of its validity it still is."""
    return profile.state == ProfileState.PUBLISHED and profile.valid_until is not None and profile.valid_until >= today


def submission_faults(profile: PartneringProfile, *, today: date, forbidden: tuple[str, ...] = ()) -> dict[str, str]:
    """Return what keeps a profile from review, by field: each message names the rule.

    ``forbidden`` are words that an anonymous profile must not contain, such as the organisation's name.
    """
    faults = {**_length_faults(profile), **_missing(profile)}
    ends = validity_fault(profile.valid_until, starts=today)
    if ends:
        faults["valid_until"] = ends
    if profile.is_anonymous:
        faults.update({name: message for name, message in _named(profile, forbidden).items() if name not in faults})
    return faults


def validity_fault(valid_until: date | None, *, starts: date) -> str:
    """Return what is wrong with the last day of a validity that begins on a day; empty when nothing is."""
    if valid_until is None:
        return _("Say until which day the profile is valid.")
    if valid_until < starts:
        return _("The profile must be valid today or longer.")
    if valid_until > starts + LONGEST_VALIDITY:
        return _("A profile is valid for one year at most, until %(day)s at the latest. It can be renewed later.") % {
            "day": (starts + LONGEST_VALIDITY).isoformat()
        }
    return ""


def _length_faults(profile: PartneringProfile) -> dict[str, str]:
    rules = (
        ("title", SHORTEST_TITLE, _("The title needs at least %(least)d characters; it has %(count)d.")),
        ("summary", SHORTEST_SUMMARY, _("The summary needs at least %(least)d characters; it has %(count)d.")),
        (
            "description",
            SHORTEST_DESCRIPTION,
            _("The description needs at least %(least)d characters; it has %(count)d."),
        ),
    )
    lengths = {name: len(getattr(profile, name).strip()) for name, _least, _rule in rules}
    return {
        name: rule % {"least": least, "count": lengths[name]} for name, least, rule in rules if lengths[name] < least
    }


def _missing(profile: PartneringProfile) -> dict[str, str]:
    faults = {}
    if profile.is_offer and not profile.advantages.strip():
        faults["advantages"] = _("An offer says what its advantages or innovations are.")
    if profile.type == ProfileType.TECHNOLOGY_OFFER and not profile.stage:
        faults["stage"] = _("A technology offer says at what stage of development the technology is.")
    if not profile.partner_role.strip():
        faults["partner_role"] = _("Say what partner you seek and what the partner is to do.")
    if not profile.cooperation_types:
        faults["cooperation_types"] = _("Choose at least one form of cooperation.")
    return faults


def _named(profile: PartneringProfile, forbidden: tuple[str, ...]) -> dict[str, str]:
    faults = {}
    for name in ("title", "summary", "description", "advantages", "ipr_note", "partner_role"):
        text = getattr(profile, name).casefold()
        found = next((word for word in forbidden if word.casefold() in text), None)
        if found:
            faults[name] = _(
                "An anonymous profile must not name the organisation, but this text contains “%(word)s”."
            ) % {"word": found}
    return faults
