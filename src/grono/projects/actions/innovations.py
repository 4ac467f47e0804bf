"""Writing innovations into the catalogue, publishing and withdrawing them."""

from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from grono.accounts.models import Person
from grono.directory.models import Activity, Competence, Organisation
from grono.directory.texts import texts_by_language
from grono.kit import clock
from grono.kit.slugs import numbered
from grono.projects.choices import InnovationState
from grono.projects.models import Innovation
from grono.search.lemmas import fold
from grono.search.tasks import index_records_task

log = structlog.get_logger(__name__)
KIND = "innovation"
#: Fields with a text in each language.
TEXTS = ("name", "summary", "description", "sought_note")
_SLUG_LENGTH = 100


@transaction.atomic
def save_innovation(
    innovation: Innovation | None,
    owner: Organisation,
    *,
    texts: Mapping[str, Mapping[str, str]],
    fields: Mapping[str, Any],
    branches: Iterable[Activity],
    keywords: Iterable[Competence],
    by: Person | None,
) -> Innovation:
    """Write a new innovation as a draft, or change one; a published one stays published.

    ``texts`` are the texts of each field by language. Raises ``ValidationError`` with the fields that break a rule.
    """
    now = clock.now()
    kept = innovation or Innovation(owner=owner, created_at=now, is_demonstration=owner.is_demonstration)
    for name, by_language in texts.items():
        known = texts_by_language(getattr(kept, name))
        setattr(kept, name, LazyI18nString({code: text for code, text in {**known, **by_language}.items() if text}))
    for name, value in fields.items():
        setattr(kept, name, value)
    kept.updated_at = now
    if not kept.slug:
        kept.slug = free_slug(str(kept.name))
    kept.full_clean()
    chosen = list(branches)
    if kept.state == InnovationState.PUBLISHED:
        _require_publishable(kept, chosen)
    kept.save()
    kept.branches.set(chosen)
    kept.keywords.set(keywords)
    index_records_task.defer(kind=KIND, ids=[kept.pk])
    log.info("innovation_saved", innovation=kept.pk, by=by.pk if by else None)
    return kept


def free_slug(name: str) -> str:
    """Return an address made of a name that no innovation has yet."""
    base = slugify(fold(name))[:_SLUG_LENGTH] or KIND
    taken = set(Innovation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return numbered(base, taken)


def _require_publishable(innovation: Innovation, branches: list[Activity]) -> None:
    faults: dict[str, str] = {}
    if not texts_by_language(innovation.summary):
        faults["summary"] = _("Say in short what it is: the catalogue and the search show this text.")
    if not branches:
        faults["branches"] = _("Choose at least one branch, so that those who could use it find it.")
    if not innovation.sought:
        faults["sought"] = _("Say what you seek: a pilot, an investor, a buyer or a partner.")
    if faults:
        raise ValidationError(faults)


@transaction.atomic
def publish_innovation(innovation: Innovation, *, by: Person) -> None:
    """Put an innovation into the catalogue; raises ``ValidationError`` with what is missing."""
    _require_publishable(innovation, list(innovation.branches.all()))
    _set_state(innovation, InnovationState.PUBLISHED, by=by)


@transaction.atomic
def withdraw_innovation(innovation: Innovation, *, by: Person) -> None:
    """Take an innovation out of the catalogue; it can be published again."""
    _set_state(innovation, InnovationState.WITHDRAWN, by=by)


def _set_state(innovation: Innovation, state: InnovationState, *, by: Person) -> None:
    now = clock.now()
    innovation.state = state
    innovation.updated_at = now
    if state == InnovationState.PUBLISHED and innovation.published_at is None:
        innovation.published_at = now
    innovation.save(update_fields=["state", "updated_at", "published_at"])
    index_records_task.defer(kind=KIND, ids=[innovation.pk])
    log.info("innovation_state_set", innovation=innovation.pk, state=state, by=by.pk)
