"""Open calls that fit organisations: near in meaning to what they do, and not closed to them by rules."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grono.directory.models import Organisation
from grono.funding import planning
from grono.funding.choices import Openness
from grono.funding.models import Topic
from grono.funding.queries.assessing import localised
from grono.funding.queries.openness import with_openness
from grono.funding.queries.topics import KIND, public_topics
from grono.funding.wording.data import datum_name
from grono.kit import clock
from grono.search.planning import calibrated
from grono.search.queries import nearest_of_many, vectors_of

#: So many organisations are looked at, those with most projects first; a cluster's members can be hundreds.
MOST_ORGANISATIONS = 30
#: Topics weighed for each organisation, and how surely a text must be about the same to be worth naming.
WEIGHED, SURE = 12, 0.4
ORGANISATION = "organisation"


@dataclass(frozen=True)
class FittingTopic:
    """An open topic, the organisation that it fits, and on what that rests.

    ``sure`` (0 to 1) says how near the texts are, ``passage`` is the place in the topic that is nearest. ``unmet`` are
    the rules that the organisation does not meet alone but may with partners, ``missing`` the organisation's own data
    that would tell more, ``is_checked`` whether rules are encoded at all.
    """

    topic: Topic
    organisation: Organisation
    sure: float
    passage: str
    language: str
    is_checked: bool
    unmet: tuple[str, ...]
    missing: tuple[str, ...]


def topics_for(
    organisations: Organisation | Iterable[Organisation],
    *,
    limit: int,
    texts: Mapping[int, Collection[tuple[str, int]]] | None = None,
) -> list[FittingTopic]:
    """Return the open topics nearest to what organisations do, each once, the nearest first.

    ``texts`` are further records (kind and key in the search) of each organisation, such as its projects, which count
    like its own description. Topics whose encoded rules the organisation alone would break are left out: no partner
    cures them. The number of queries does not depend on how many organisations there are.
    """
    wanted = [organisations] if isinstance(organisations, Organisation) else list(organisations)
    wanted = sorted(wanted, key=lambda one: (-one.project_count, one.pk))[:MOST_ORGANISATIONS]
    vectors = _vectors(wanted, texts or {})
    if not vectors:
        return []
    topics = _open_topics(with_invented=any(one.is_demonstration for one in wanted))
    near = nearest_of_many(KIND, vectors, among=list(topics), limit=WEIGHED)
    pairs = sorted(
        (
            (calibrated(one.similarity, one.language), topics[one.object_id], organisation, one)
            for organisation in wanted
            for one in near.get(organisation.pk, ())
        ),
        key=lambda pair: (-pair[0], pair[1].pk, pair[2].pk),
    )
    weighed = [pair for pair in pairs if pair[0] >= SURE]
    judge = _Judge([pair[1] for pair in weighed], {pair[2].pk: pair[2] for pair in weighed}.values())
    found: dict[int, FittingTopic] = {}
    for sure, topic, organisation, one in weighed:
        if len(found) == limit:
            break
        if topic.pk in found or (told := judge.tell(topic, organisation)) is None:
            continue
        unmet, missing = told
        found[topic.pk] = FittingTopic(
            topic, organisation, sure, one.passage, one.language, topic.pk in judge.rules, unmet, missing
        )
    return list(found.values())


def _vectors(
    organisations: Sequence[Organisation], texts: Mapping[int, Collection[tuple[str, int]]]
) -> dict[int, NDArray[Any]]:
    """Return one vector for each organisation that has any text: the direction of all its texts together."""
    records = {one.pk: [(ORGANISATION, one.pk), *texts.get(one.pk, ())] for one in organisations}
    every = [record for own in records.values() for record in own]
    by_kind = {
        kind: vectors_of(kind, {key for one, key in every if one == kind}) for kind in {kind for kind, _ in every}
    }
    found: dict[int, NDArray[Any]] = {}
    for key, own in records.items():
        known = [by_kind[kind][record] for kind, record in own if record in by_kind[kind]]
        if known:
            total = np.sum(known, axis=0)
            found[key] = total / np.linalg.norm(total)
    return found


def _open_topics(*, with_invented: bool) -> dict[int, Topic]:
    """Return the public topics that take applications today, by key; invented ones are for invented organisations."""
    found = with_openness(public_topics(), clock.now().date())
    found = found.filter(openness=Openness.OPEN)  # type: ignore[misc]  # annotated above
    if not with_invented:
        found = found.filter(is_demonstration=False)
    shown = found.select_related("call__programme").defer("description", "objectives", "conditions", "folded")
    return {topic.pk: topic for topic in shown}


class _Judge:
    """Says what the rules of topics hold against single organisations; loads everything for all of them at once."""

    def __init__(self, topics: Sequence[Topic], organisations: Iterable[Organisation]) -> None:
        self.rules = planning.rules_by_topic(list({topic.pk: topic for topic in topics}.values()))
        self.entities = {int(entity.id): entity for entity in planning.entities_of(organisations)}
        self.holdings = planning.holdings_of(list(self.entities.values()))

    def tell(self, topic: Topic, organisation: Organisation) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """Return the unmet rules that partners may cure and the missing data, or ``None`` if nobody can cure them."""
        if topic.pk not in self.rules:
            return (), ()
        day = topic.last_deadline or clock.now().date()  # type: ignore[attr-defined]  # with_openness
        rules, entity = self.rules[topic.pk], self.entities[organisation.pk]
        alone = planning.assess_alone(rules, entity, self.holdings, on=day)
        if alone.excluded:
            return None
        unmet = tuple(localised(finding.title) for finding in alone.verdict.findings if finding.outcome == "not met")
        own = [lack for lack in alone.verdict.missing if lack.entity == entity.id]
        return unmet, tuple(dict.fromkeys(datum_name(lack.datum) for lack in own))
