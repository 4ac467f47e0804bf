"""The sentences that say why something is recommended. Each names the field and the record it rests on."""

from collections.abc import Callable

from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grono.kit.countries import country_name
from grono.site.recommendations.facts import ORGANISATION, PARTICIPANT, PROFILE, SESSION, Subject
from grono.site.recommendations.planning import Ground

PASSAGE = 160  # characters of a quoted sentence


def sentence(ground: Ground, subject: Subject) -> str:
    """Return the sentence for one reason in the active language; empty for a kind that nobody would understand."""
    write = _SENTENCES.get(ground.kind)
    return write(ground, subject) if write is not None else ""


def _other(ground: Ground) -> str:
    return ground.other.name if ground.other is not None else ground.value


def _need_met(ground: Ground, subject: Subject) -> str:
    said = {
        ORGANISATION: _("You look for “%(what)s”; this organisation names it among what it offers."),
        PROFILE: _("You look for “%(what)s”; it stands among the keywords of this offer."),
        PARTICIPANT: _("You look for “%(what)s”; this person or their organisation offers it."),
        SESSION: _("You look for “%(what)s”; somebody who speaks here offers it."),
    }
    return said[subject.kind] % {"what": _other(ground)}


def _need_served(ground: Ground, subject: Subject) -> str:
    said = {
        ORGANISATION: _("You offer “%(what)s”; this organisation names it among what it looks for."),
        PROFILE: _("You offer “%(what)s”; it stands among the keywords of this request."),
        PARTICIPANT: _("You offer “%(what)s”; this person or their organisation looks for it."),
        SESSION: _("You offer “%(what)s”; somebody who speaks here looks for it."),
    }
    return said[subject.kind] % {"what": _other(ground)}


def _similar_text(ground: Ground, subject: Subject) -> str:
    said = {
        ORGANISATION: _("Its description says something close to yours: “%(passage)s”"),
        PROFILE: _("The text of the profile is close to what you do: “%(passage)s”"),
        PARTICIPANT: _("The description of their organisation is close to yours: “%(passage)s”"),
        SESSION: _("The abstract is close to what you do: “%(passage)s”"),
    }
    return said[subject.kind] % {"passage": Truncator(ground.passage).chars(PASSAGE)} if ground.passage else ""


def _shared_competence(ground: Ground, subject: Subject) -> str:
    return _("Both sides offer “%(what)s”.") % {"what": _other(ground)}


def _worked_together(ground: Ground, subject: Subject) -> str:
    if subject.kind == SESSION:
        return _("It is about the project %(project)s, in which you take part.") % {"project": _other(ground)}
    return _("You worked together in the project %(project)s.") % {"project": _other(ground)}


def _partner_of_partner(ground: Ground, subject: Subject) -> str:
    return _("You have a partner in common: %(partner)s.") % {"partner": _other(ground)}


def _wanted_country(ground: Ground, subject: Subject) -> str:
    country = country_name(ground.value, get_language() or "en")
    return _("Your profile asks for partners from this country: %(country)s.") % {"country": country}


def _wanted_sector(ground: Ground, subject: Subject) -> str:
    return _("Your profile asks for partners of this sector: %(sector)s.") % {"sector": _other(ground)}


def _same_region(ground: Ground, subject: Subject) -> str:
    return _("You are in the same region: %(region)s.") % {"region": _other(ground)}


def _same_cluster(ground: Ground, subject: Subject) -> str:
    return _("You belong to the same cluster: %(cluster)s.") % {"cluster": _other(ground)}


_SENTENCES: dict[str, Callable[[Ground, Subject], str]] = {
    "need_met": _need_met,
    "need_served": _need_served,
    "similar_text": _similar_text,
    "shared_competence": _shared_competence,
    "worked_together": _worked_together,
    "partner_of_partner": _partner_of_partner,
    "wanted_country": _wanted_country,
    "wanted_sector": _wanted_sector,
    "same_region": _same_region,
    "same_cluster": _same_cluster,
}
