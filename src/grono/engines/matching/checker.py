"""Is a list right? Checked from the problem alone, one candidate after the other, without the arrays of the ranking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isclose, sqrt

from grono.engines.kit.result import Violation
from grono.engines.matching.fusion import calibrated
from grono.engines.matching.problem import Entry, Fact, Problem, Profile, Ranking, Text
from grono.engines.matching.reasons import Kind

SAME = 1e-4


def check(problem: Problem, ranking: Ranking) -> list[Violation]:
    """Return every broken rule: who may be shown, what the scores are made of, what the reasons rest on, the order."""
    found = list(_shown(problem, ranking))
    if found:
        return found
    candidates = {candidate.key: candidate for candidate in problem.candidates}
    for entry in ranking.entries:
        found += _scores(problem, entry, candidates[entry.key])
        found += _reasons(problem.seeker, entry, candidates[entry.key])
    return found + list(_order(problem, ranking, candidates))


def _shown(problem: Problem, ranking: Ranking) -> Iterator[Violation]:
    known = {candidate.key: candidate for candidate in problem.candidates}
    keys = [entry.key for entry in ranking.entries]
    if len(keys) > problem.limit:
        yield Violation("length", f"{len(keys)} entries are more than {problem.limit}")
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield Violation("twice", "a candidate is listed twice", (key,))
    for key in keys:
        if key not in known:
            yield Violation("unknown", "no such candidate", (key,))
        elif key == problem.seeker.key:
            yield Violation("self", "the seeker is listed", (key,))
        elif key in problem.dismissed:
            yield Violation("dismissed", "the seeker does not want to see this candidate", (key,))
        elif not known[key].in_matching:
            yield Violation("consent", "the candidate has left matching", (key,))


def _scores(problem: Problem, entry: Entry, candidate: Profile) -> Iterator[Violation]:
    weights = vars(problem.weights)
    if set(entry.parts) != set(weights) or not all(0.0 <= value <= 1.0 for value in entry.parts.values()):
        yield Violation("parts", "each part needs a value between 0 and 1", (entry.key,))
        return
    mean = sum(weights[part] * value for part, value in entry.parts.items()) / sum(weights.values())
    if not isclose(mean, entry.score, abs_tol=SAME):
        yield Violation("score", f"the parts make {mean:.4f}, not {entry.score:.4f}", (entry.key,))
    sure = max(
        (
            calibrated(_product(own.vector, text.vector), text.language)
            for own in problem.current(problem.seeker)
            for text in problem.current(candidate)
            if _product(own.vector, text.vector) > 0
        ),
        default=0.0,
    )
    if not isclose(sure, entry.parts["text"], abs_tol=SAME):
        yield Violation("text", f"the nearest texts make {sure:.4f}, not {entry.parts['text']:.4f}", (entry.key,))


def _reasons(seeker: Profile, entry: Entry, candidate: Profile) -> Iterator[Violation]:
    if not entry.reasons:
        yield Violation("unexplained", "the entry has no reason", (entry.key,))
    for reason in entry.reasons:
        own = (reason.own_field, reason.own_record, reason.value)
        other = (reason.field, reason.record, reason.value)
        for profile, (field, record, value) in ((seeker, own), (candidate, other)):
            if reason.kind == Kind.SIMILAR_TEXT:
                holds = any(text.field == field and text.record == record for text in profile.texts)
            elif reason.kind == Kind.COMPLEMENTARY_REGION:
                holds = any(fact.field == field and fact.record == record for fact in profile.facts)
            else:
                holds = Fact(field, record, value) in profile.facts
            if not holds:
                yield Violation("record", f"reason '{reason.kind}': its record does not say so", (entry.key, record))


def _order(problem: Problem, ranking: Ranking, candidates: dict[str, Profile]) -> Iterator[Violation]:
    """Each entry must have been at least as good a choice as every later one."""
    taken: list[Entry] = []
    for position, entry in enumerate(ranking.entries):
        worth = _marginal(problem, entry, taken, candidates)
        for later in ranking.entries[position + 1 :]:
            if _marginal(problem, later, taken, candidates) > worth + SAME:
                yield Violation("order", "a later entry should have come first", (entry.key, later.key))
        taken.append(entry)


def _marginal(problem: Problem, entry: Entry, taken: list[Entry], candidates: dict[str, Profile]) -> float:
    if not taken:
        return entry.score
    share = entry.score / taken[0].score
    own = problem.current(candidates[entry.key])
    nearest = max(_likeness(own, problem.current(candidates[other.key])) for other in taken)
    return problem.trade_off * share - (1.0 - problem.trade_off) * max(0.0, nearest)


def _likeness(one: tuple[Text, ...], other: tuple[Text, ...]) -> float:
    first, second = _middle(one), _middle(other)
    return _product(first, second) if first and second else 0.0


def _middle(texts: tuple[Text, ...]) -> list[float]:
    sums = [sum(float(value) for value in values) for values in zip(*(text.vector for text in texts), strict=True)]
    length = sqrt(sum(value * value for value in sums)) or 1.0
    return [value / length for value in sums]


def _product(one: Iterable[float], other: Iterable[float]) -> float:
    return sum(float(a) * float(b) for a, b in zip(one, other, strict=True))
