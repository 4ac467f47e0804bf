"""Rules of eligibility into the database: the library that comes with Grono, and documents of one's own."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from grono.accounts.models import Person
from grono.funding.choices import TopicOrigin
from grono.funding.models import FundingProgramme, RuleScheme, RuleSet, Topic
from grono.funding.planning import checked_rules, library_documents
from grono.funding.rules import scheme_of
from grono.kit.imports import read_text

log = structlog.get_logger(__name__)
_OVERLAP = "rule_set_versions_apart"
#: Beginnings of codes of schemes and the programmes to which they belong.
_PROGRAMMES = {
    "horizon-": "horizon-europe",
    "eic-": "horizon-europe",
    "i3-": "i3",
    "erasmus-": "erasmus-plus",
    "creative-europe-": "creative-europe",
    "cerv-": "cerv",
}


@transaction.atomic
def load_library(by: Person | None = None) -> list[RuleSet]:
    """Bring all rules that come with Grono into the database, and give the portal's topics those they fall under.

    Versions that are there are brought up to date; ones that were added by hand stay, unless they overlap.
    """
    loaded = _save_all(library_documents(), by)
    assign_schemes()
    return loaded


@transaction.atomic
def import_rules(document: Path | Mapping[str, Any], *, by: Person | None) -> list[RuleSet]:
    """Save one version of rules, or the list under ``versions``; return them. A known version is written anew.

    Raises ``ValidationError`` that names the place for a rule that the engine cannot read, and the two versions and
    their days where they overlap; nothing is saved then.
    """
    content = _from_file(document) if isinstance(document, Path) else document
    versions = content.get("versions", [content]) if isinstance(content, Mapping) else None
    if not isinstance(versions, list):
        raise ValidationError(_("Rules are an object, or an object with a list of versions."))
    return _save_all(versions, by)


def assign_schemes() -> int:
    """Give every topic from the portal that has no rules those it surely falls under; return how many got some."""
    schemes = {scheme.code: scheme for scheme in RuleScheme.objects.all()}
    lacking = Topic.objects.filter(origin=TopicOrigin.PORTAL, scheme=None).select_related("call__programme")
    found: list[Topic] = []
    for topic in lacking.defer("description", "objectives", "folded").iterator(chunk_size=500):
        if scheme := schemes.get(scheme_of(topic)):
            topic.scheme, topic.updated_at = scheme, timezone.now()
            found.append(topic)
    Topic.objects.bulk_update(found, ["scheme", "updated_at"], batch_size=500)
    return len(found)


def _from_file(path: Path) -> Any:
    try:
        return json.loads(read_text(path))
    except (OSError, ValueError) as error:
        raise ValidationError(_("%(file)s is no JSON: %(reason)s") % {"file": path.name, "reason": error}) from error


def _save_all(documents: Iterable[Any], by: Person | None) -> list[RuleSet]:
    """Save versions, the oldest first, so that one that now ends earlier makes room for the next."""
    read = [_checked(document) for document in documents]
    read.sort(key=lambda rules: (rules.code, rules.valid_from or date.min))
    saved = [_save(rules) for rules in read]
    log.info("rules_saved", rules=[str(rule_set) for rule_set in saved], by=by and by.pk)
    return saved


def _checked(document: Any) -> Any:
    try:
        return checked_rules(document)
    except ValueError as error:  # CaseError of the engine: it begins with the place
        name = document.get("code", "?") if isinstance(document, Mapping) else "?"
        raise ValidationError(_("Rules “%(name)s”: %(reason)s") % {"name": name, "reason": error}) from error


def _save(rules: Any) -> RuleSet:
    scheme = _scheme(rules)
    found = RuleSet.objects.filter(scheme=scheme, version=rules.version).first()
    rule_set = found or RuleSet(scheme=scheme, version=rules.version)
    values = {
        "valid": DateRange(rules.valid_from, rules.valid_until and rules.valid_until + timedelta(days=1), "[)"),
        "document": dict(rules.document),
        "source": rules.source,
        "read_at_source": rules.read_at_source,
        "encoded_date": rules.encoded,
    }
    if found and all(getattr(found, name) == value for name, value in values.items()):
        return found
    for name, value in values.items():
        setattr(rule_set, name, value)
    try:
        with transaction.atomic():
            rule_set.save()
    except IntegrityError as error:
        if _OVERLAP not in str(error):
            raise
        raise ValidationError(_overlap(rule_set)) from error
    return rule_set


def _scheme(rules: Any) -> RuleScheme:
    slug = next((slug for start, slug in _PROGRAMMES.items() if rules.code.startswith(start)), "")
    programme = FundingProgramme.objects.filter(slug=slug).first()
    title = LazyI18nString(dict(rules.title))
    scheme, is_new = RuleScheme.objects.get_or_create(
        code=rules.code, defaults={"title": title, "programme": programme}
    )
    if not is_new and (scheme.title.data != title.data or (programme and scheme.programme is None)):
        scheme.title, scheme.programme = title, scheme.programme or programme
        scheme.save()
    return scheme


def _overlap(rule_set: RuleSet) -> str:
    other = (
        RuleSet.objects.filter(scheme=rule_set.scheme, valid__overlap=rule_set.valid)
        .exclude(version=rule_set.version)
        .order_by("valid")
        .first()
    )
    return _(
        "%(scheme)s: version %(one)s (%(days)s) and version %(other)s (%(other_days)s) are valid on the same days."
        " End one before the other begins."
    ) % {
        "scheme": rule_set.scheme.code,
        "one": rule_set.version,
        "days": _days(rule_set),
        "other": other.version if other else "?",
        "other_days": _days(other) if other else "?",
    }


def _days(rule_set: RuleSet) -> str:
    """Return the first and the last day of a version, with dots for an open end."""
    return f"{rule_set.first_day or '…'} – {rule_set.last_day or '…'}"
