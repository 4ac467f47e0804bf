"""Topics ⇄ the encoded rules that apply to them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from grono.engines.eligibility import Rules, library, read_rules
from grono.funding.models import CutOff, RuleSet, Topic
from grono.kit import clock


def last_deadline(topic: Topic) -> date | None:
    """Return the last day on which applications for a topic are taken, if it has one."""
    return max((cut_off.deadline_date for cut_off in topic.cut_offs.all()), default=None)


def rules_of(topic: Topic, on: date | None = None) -> Rules | None:
    """Return the rules of a topic: its own, else the version of its scheme valid on its last deadline.

    ``None`` says that nothing is encoded: the topic is not checked by machine. ``on`` replaces the deadline; a topic
    without one follows the rules of today.
    """
    return rules_by_topic([topic], on=on).get(topic.pk)


def rules_by_topic(topics: Sequence[Topic], on: date | None = None) -> dict[int, Rules]:
    """Return the rules of topics by key, without those for which nothing is encoded, in two queries."""
    last: dict[int, date] = {}
    for cut_off in CutOff.objects.filter(topic__in=[topic.pk for topic in topics]):
        last[cut_off.topic_id] = max(cut_off.deadline_date, last.get(cut_off.topic_id, cut_off.deadline_date))
    versions: dict[int, list[RuleSet]] = defaultdict(list)
    for version in RuleSet.objects.filter(scheme__in={topic.scheme_id for topic in topics if topic.scheme_id}):
        versions[version.scheme_id].append(version)
    read: dict[int, Rules] = {}
    found: dict[int, Rules] = {}
    for topic in topics:
        if topic.own_rules is not None:
            found[topic.pk] = read_rules(topic.own_rules)
            continue
        day = on or last.get(topic.pk) or clock.now().date()
        valid = next((row for row in versions.get(topic.scheme_id or 0, []) if _holds(row.valid, day)), None)
        if valid is not None:
            if valid.pk not in read:
                read[valid.pk] = read_rules(valid.document)
            found[topic.pk] = read[valid.pk]
    return found


def _holds(period: Any, day: date) -> bool:
    """Tell whether a range of days, open at its end, holds a day."""
    return (period.lower is None or period.lower <= day) and (period.upper is None or day < period.upper)


def rules_by_version(code: str, version: str) -> Rules | None:
    """Return a version of a scheme's rules: as kept in the database, else as shipped, else ``None``."""
    kept = RuleSet.objects.filter(scheme__code=code, version=version).first()
    if kept is not None:
        return read_rules(kept.document)
    return next((rules for rules in library.schemes().get(code, ()) if rules.version == version), None)


def library_documents() -> list[Mapping[str, Any]]:
    """Return the rules that come with the software, version by version, as the documents they are read from."""
    return [rules.document for versions in library.schemes().values() for rules in versions]


def checked_rules(document: Mapping[str, Any]) -> Rules:
    """Read a document of rules; raises ``CaseError`` (a ``ValueError``) that names the place of a fault."""
    return read_rules(document)


@cache
def set_titles() -> Mapping[str, Mapping[str, str]]:
    """Return what groups of countries and areas of regions are called, by code and language."""
    sets = library.sets()
    groups = {code: group.title for code, group in sets.groups.items()}
    return groups | {code: area.title for code, area in sets.areas.items()}


@cache
def question_titles() -> Mapping[str, Mapping[str, str]]:
    """Return what the shipped rules ask applicants to declare about a project, by name and language."""
    every = (rules for versions in library.schemes().values() for rules in versions)
    return {name: question.title for rules in every for name, question in rules.facts.items()}
