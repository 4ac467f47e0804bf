"""Verdicts and rules as people read them: each rule with its outcome, numbers, who counts and what is missing."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.directory.choices import AffiliationRole
from grono.directory.models import Organisation, Region
from grono.funding import planning
from grono.funding.models import Topic
from grono.funding.queries.facts import partner_names
from grono.funding.wording.data import Place, datum_name, datum_names, datum_place
from grono.funding.wording.findings import Names, sentence

MET, NOT_MET, UNKNOWN = "met", "not met", "unknown"
#: The sign beside the word of an outcome: never colour alone.
_ICONS = {MET: "check", NOT_MET: "close", UNKNOWN: "info"}


@dataclass(frozen=True)
class MissingView:
    """Data that are not known: what, of whom (empty for the project), and where the reader may enter them."""

    name: str
    whose: str
    url: str


@dataclass(frozen=True)
class FindingView:
    """The outcome of one rule or of a part of one.

    ``counted`` are names. ``source`` is empty where it is that of all the rules; a part has neither article nor source.
    """

    rule: str
    outcome: str
    word: str
    icon: str
    title: str
    sentence: str
    article: str
    source: str
    read_at_source: bool | None
    counted: Sequence[str]
    missing: Sequence[MissingView]
    parts: Sequence["FindingView"]


@dataclass(frozen=True)
class VerdictView:
    """A verdict for the template ``funding/_verdict.html``; ``title`` is that of the kind of grant."""

    outcome: str
    icon: str
    headline: str
    title: str
    code: str
    version: str
    encoded: date
    source: str
    rows: Sequence[FindingView]
    missing: Sequence[MissingView]
    presumed: Sequence[str]
    not_encoded: Sequence[str]


@dataclass(frozen=True)
class ConditionView:
    """One encoded rule without a consortium; ``source`` is empty where it is that of all the rules."""

    rule: str
    title: str
    article: str
    source: str
    read_at_source: bool


@dataclass(frozen=True)
class ConditionsView:
    """The encoded rules of a kind of grant for the template ``funding/_conditions.html``."""

    title: str
    code: str
    version: str
    encoded: date
    source: str
    read_at_source: bool
    valid_from: date | None
    valid_until: date | None
    rows: Sequence[ConditionView]
    questions: Sequence[str]
    not_encoded: Sequence[str]


def conditions_of(topic: Topic) -> ConditionsView | None:
    """Return the conditions of a topic as encoded, or ``None`` when it is not checked by machine."""
    rules = planning.rules_of(topic)
    return None if rules is None else conditions_view(rules)


def conditions_view(rules: Any) -> ConditionsView:
    """Return the rules of a kind of grant as readable conditions, and what of it is not encoded."""
    return ConditionsView(
        title=localised(rules.title),
        code=rules.code,
        version=rules.version,
        encoded=rules.encoded,
        source=rules.source,
        read_at_source=rules.read_at_source,
        valid_from=rules.valid_from,
        valid_until=rules.valid_until,
        rows=[
            ConditionView(
                rule.id,
                localised(rule.title),
                rule.article,
                "" if rule.source == rules.source else rule.source,
                rule.read_at_source,
            )
            for rule in rules.rules
        ],
        questions=[localised(question.title) for question in rules.facts.values()],
        not_encoded=[localised(text) for text in rules.not_encoded],
    )


def verdict_view(
    verdict: Any,
    *,
    rules: Any = None,
    person: Person | None = None,
    budget_url: str = "",
    project_url: str = "",
    names: Mapping[str, str] | None = None,
) -> VerdictView:
    """Return a verdict in the active language, in a number of queries that does not grow with the consortium.

    ``rules`` are those by which it was reached, found by code and version when not given. ``person`` is who reads: a
    missing datum leads to where it is entered only for those who may. ``budget_url`` and ``project_url`` are where
    amounts and the project's own data are entered. ``names`` are those of partners outside the directory, by id.
    """
    rules = rules or planning.rules_by_version(verdict.code, verdict.version)
    reader = _Reader(verdict, rules, person, {Place.BUDGET: budget_url, Place.PROJECT: project_url}, names or {})
    return VerdictView(
        outcome=str(verdict.outcome),
        icon=_ICONS[verdict.outcome],
        headline=headline(verdict.outcome, verdict.encoded),
        title=localised(rules.title) if rules else verdict.code,
        code=verdict.code,
        version=verdict.version,
        encoded=verdict.encoded,
        source=verdict.source,
        rows=[reader.finding(finding) for finding in verdict.findings],
        missing=reader.missing(verdict.missing),
        presumed=[f"{one.whose}: {one.name}" if one.whose else one.name for one in reader.missing(verdict.presumed)],
        not_encoded=[localised(text) for text in rules.not_encoded] if rules else [],
    )


def headline(outcome: str, encoded: date) -> str:
    """Return the line that stands above a verdict: what it says, by which state of the rules, and what it is not."""
    said = {
        MET: _("met, as encoded on %(day)s; not legal advice"),
        NOT_MET: _("not met, as encoded on %(day)s; not legal advice"),
        UNKNOWN: _("not known, for data are missing; as encoded on %(day)s; not legal advice"),
    }
    return said[outcome] % {"day": date_format(encoded, "j E Y")}


def outcome_word(outcome: str) -> str:
    """Return the word for the outcome of one rule."""
    said = {MET: pgettext("rule", "met"), NOT_MET: pgettext("rule", "not met"), UNKNOWN: pgettext("rule", "not known")}
    return said[outcome]


def localised(texts: Mapping[str, str]) -> str:
    """Return a text in the active language, else in English, else in any."""
    return texts.get(get_language() or "en") or texts.get("en") or next(iter(texts.values()), "")


class _Reader:
    """Turns findings into views; loads every name and right that the verdict needs beforehand."""

    def __init__(
        self,
        verdict: Any,
        rules: Any,
        person: Person | None,
        urls: Mapping[Place, str],
        names: Mapping[str, str],
    ) -> None:
        every = list(_with_parts(verdict.findings))
        missing = [*verdict.presumed, *(lack for finding in every for lack in finding.missing)]
        ids = {key for finding in every for key in _mentioned(finding)} | {lack.entity or "" for lack in missing}
        self.names = _names(ids - {""} - names.keys(), names, every)
        self.rules = {rule.id: rule for rule in rules.rules} if rules else {}
        self.questions = {f"facts.{name}": localised(one.title) for name, one in rules.facts.items()} if rules else {}
        self.slugs = _declarable(person, {int(lack.entity) for lack in missing if (lack.entity or "").isdecimal()})
        self.urls = urls
        self.source = verdict.source

    def finding(self, finding: Any, *, is_part: bool = False) -> FindingView:
        rule = self.rules.get(finding.rule)
        return FindingView(
            rule=finding.rule,
            outcome=str(finding.outcome),
            word=outcome_word(finding.outcome),
            icon=_ICONS[finding.outcome],
            title=localised(finding.title),
            sentence=sentence(finding.kind, finding.numbers, finding.outcome, self.names),
            article="" if is_part else finding.article,
            source="" if is_part or finding.source == self.source else finding.source,
            read_at_source=rule.read_at_source if rule and not is_part else None,
            counted=[self.names.partner(key) for key in finding.counted],
            missing=[] if is_part else self.missing(finding.missing),
            parts=[self.finding(part, is_part=True) for part in finding.parts],
        )

    def missing(self, missing: Iterable[Any]) -> list[MissingView]:
        """Return missing data: of the project one by one, of a partner together if they are entered in one place."""
        together: dict[tuple[str, str], list[str]] = {}
        for lack in missing:
            place = self._url(lack) if lack.entity else lack.datum
            together.setdefault((lack.entity or "", place), []).append(lack.datum)
        return [
            MissingView("; ".join(datum_names(data)), self.names.partner(entity), place)
            if entity
            else MissingView(self.questions.get(place) or datum_name(place), "", self._project_url(place))
            for (entity, place), data in together.items()
        ]

    def _project_url(self, datum: str) -> str:
        return self.urls.get(datum_place(datum)[0], "")

    def _url(self, missing: Any) -> str:
        """Return where a datum is entered; empty when the reader may not or it is nowhere."""
        place, anchor = datum_place(missing.datum)
        if place in self.urls:
            return self.urls[place]
        slug = self.slugs.get(missing.entity or "")
        if not slug or place == Place.NOWHERE:
            return ""
        if place == Place.FACTS:
            return f"{reverse('funding-facts', args=[slug])}#{anchor}"
        return reverse("organisation-edit", args=[slug])


def _with_parts(findings: Iterable[Any]) -> Iterator[Any]:
    for finding in findings:
        yield finding
        yield from _with_parts(finding.parts)


def _mentioned(finding: Any) -> Iterator[str]:
    """Yield the ids of partners that the sentence about a finding names."""
    numbers = finding.numbers
    yield from finding.counted
    yield from numbers.get("failing", ())
    yield from (key for together in numbers.get("linked", ()) for key in together)
    yield from (key for one in numbers.get("undertakings", ()) for key in one["members"])
    if numbers.get("lead"):
        yield numbers["lead"]
    if numbers.get("by") == "participant" and numbers.get("largest"):
        yield numbers["largest"]


def _names(ids: Collection[str], given: Mapping[str, str], findings: Iterable[Any]) -> Names:
    """Return the names of partners, of the regions that findings list, and of groups of countries."""
    regions = {code for finding in findings if finding.kind == "regions" for code in finding.numbers.get("places", ())}
    found = Region.objects.filter(code__in=regions) if regions else ()
    groups = {code: localised(title) for code, title in planning.set_titles().items()}
    facts = {name: localised(title) for name, title in planning.question_titles().items()}
    return Names(
        {**partner_names(ids).partners, **given}, {region.code: str(region.name) for region in found}, groups, facts
    )


def _declarable(person: Person | None, keys: Collection[int]) -> dict[str, str]:
    """Return the addresses of those organisations for which a person may enter data, by id (one query)."""
    if person is None or not keys:
        return {}
    found = Organisation.objects.filter(pk__in=keys)
    if not person.is_staff:
        represents = Q(
            affiliations__person=person,
            affiliations__role=AffiliationRole.REPRESENTATIVE,
            affiliations__ended_date=None,
        )
        manages = Q(memberships__left_date=None, memberships__cluster__managers__person=person)
        found = found.filter(represents | manages).distinct()
    return {str(key): slug for key, slug in found.values_list("pk", "slug")}
