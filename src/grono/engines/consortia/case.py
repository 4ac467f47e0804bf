"""The JSON form of problems and proposals (docs/reference/consortia-case.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grono.engines.consortia.problem import (
    BITS,
    NEEDS,
    UNKNOWN,
    AnyOf,
    Apart,
    AtLeast,
    AtMost,
    Clause,
    Codes,
    DistinctAtLeast,
    Every,
    Pairs,
    Problem,
    Proposal,
    Requirements,
    Solution,
    value_of,
)
from grono.engines.kit.case import CaseError, Node

FORMAT = "grono-consortia/1"
#: Fields that each kind of requirement has beside ``rule`` and ``kind``.
KINDS = {
    "at least": ("property", "count"),
    "at most": ("property", "count"),
    "every": ("property",),
    "distinct at least": ("of", "property", "count"),
    "apart": ("groups",),
    "any of": ("alternatives",),
}


def problem_from_json(data: Any) -> Problem:
    """Read a case; raises `CaseError` with the place of the first mistake."""
    root = Node(data)
    root.only(
        "format", "size", "proposals", "difference", "needs", "properties", "organisations", "seeds", "pairs",
        "requirements",
    )  # fmt: skip
    if (name := root.field("format", FORMAT).typed(str)) != FORMAT:
        raise CaseError("format", f"'{name}' is not '{FORMAT}'")
    needs, weights = _needs(root.field("needs", []))
    properties = _names(root.field("properties", []), BITS)
    pool = [_organisation(node, needs, properties) for node in root.field("organisations").items()]
    numbers = _numbered(root.field("organisations"), [entry["id"] for entry in pool])
    count = len(pool)
    return Problem(
        ids=tuple(entry["id"] for entry in pool),
        fit=np.array([entry["fit"] for entry in pool], dtype=np.float64),
        coverage=np.array([entry["needs"] for entry in pool], dtype=np.uint64),
        need_weights=np.array(weights, dtype=np.float64),
        size=root.field("size").typed(int),
        requirements=Requirements(
            flags=np.array([entry["properties"] for entry in pool], dtype=np.uint64),
            countries=_codes([entry["country"] for entry in pool]),
            regions=_codes([entry["region"] for entry in pool]),
            clauses=tuple(_clause(node, properties, numbers) for node in root.field("requirements", []).items()),
            names=tuple(properties),
        ),
        pairs=Pairs.of(count, [_pair(node, numbers) for node in root.field("pairs", []).items()]),
        proposals=root.field("proposals", 5).typed(int),
        difference=root.field("difference", 2).typed(int),
        seeds=tuple(_number(node, numbers) for node in root.field("seeds", []).items()),
        needs=tuple(needs),
    )


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """Write a case; countries and regions are written by their codes."""
    needs = problem.needs or tuple(f"need {t + 1}" for t in range(len(problem.need_weights)))
    asked = problem.requirements
    properties = [*asked.names, *(f"property {bit}" for bit in range(len(asked.names), _bits(asked)))]
    organisations = []
    for i, name in enumerate(problem.ids):
        entry: dict[str, Any] = {"id": name, "fit": float(problem.fit[i])}
        entry["needs"] = _picked(needs, int(problem.coverage[i]))
        entry["properties"] = _picked(properties, int(asked.flags[i]))
        for field, codes in (("country", asked.countries), ("region", asked.regions)):
            if codes[i] != UNKNOWN:
                entry[field] = str(codes[i])
        organisations.append(entry)
    return {
        "format": FORMAT,
        "size": problem.size,
        "proposals": problem.proposals,
        "difference": problem.difference,
        "needs": [{"name": n, "weight": float(w)} for n, w in zip(needs, problem.need_weights, strict=True)],
        "properties": properties,
        "organisations": organisations,
        "seeds": [problem.ids[i] for i in problem.seeds],
        "pairs": [[problem.ids[i], problem.ids[j], bonus] for i, j, bonus in problem.bonuses.edges()],
        "requirements": [_clause_to_json(clause, problem.ids, properties) for clause in asked.clauses],
    }


def proposals_to_json(problem: Problem, solution: Solution) -> list[dict[str, Any]]:
    """Proposals with the ids of their members."""
    return [
        {
            "members": [problem.ids[i] for i in proposal.members],
            "value": proposal.value,
            "fit": proposal.fit,
            "coverage": proposal.coverage,
            "pair_bonus": proposal.pair_bonus,
        }
        for proposal in solution
    ]


def solution_from_json(problem: Problem, data: Any) -> Solution:
    """Read proposals: a list of objects with ``members``, or a whole result; values are counted anew."""
    root = Node(data)
    if isinstance(data, dict):
        root = root.field("solution")
    numbers = {name: i for i, name in enumerate(problem.ids)}
    found: list[Proposal] = []
    for node in root.items():
        members = [_number(item, numbers) for item in node.field("members").items()]
        found.append(value_of(problem, members))
    return tuple(found)


def _needs(node: Node) -> tuple[list[str], list[float]]:
    names, weights = [], []
    for item in node.items():
        item.only("name", "weight")
        names.append(item.field("name").typed(str))
        weights.append(item.field("weight", 1.0).typed(float))
        if names[-1] in names[:-1]:
            raise item.fail(f"'{names[-1]}' is named twice")
    if len(names) > NEEDS:
        raise node.fail(f"at most {NEEDS} needs, got {len(names)}")
    return names, weights


def _names(node: Node, most: int) -> list[str]:
    names: list[str] = []
    for item in node.items():
        if item.typed(str) in names:
            raise item.fail(f"'{item.value}' is named twice")
        names.append(item.value)
    if len(names) > most:
        raise node.fail(f"at most {most} names, got {len(names)}")
    return names


def _organisation(node: Node, needs: list[str], properties: list[str]) -> dict[str, Any]:
    node.only("id", "fit", "needs", "country", "region", "properties")
    return {
        "id": node.field("id").typed(str),
        "fit": node.field("fit", 0.0).typed(float),
        "needs": sum(1 << bit for bit in {_known(item, needs, "need") for item in node.field("needs", []).items()}),
        "country": node.field("country", "").typed(str),
        "region": node.field("region", "").typed(str),
        "properties": sum(
            1 << bit for bit in {_known(item, properties, "property") for item in node.field("properties", []).items()}
        ),
    }


def _numbered(node: Node, ids: list[str]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for i, name in enumerate(ids):
        if name in numbers:
            raise CaseError(f"{node.place}[{i}].id", f"'{name}' is used twice")
        numbers[name] = i
    return numbers


def _known(node: Node, names: Sequence[str], what: str) -> int:
    if node.typed(str) not in names:
        raise node.fail(f"unknown {what} '{node.value}'")
    return names.index(node.value)


def _number(node: Node, numbers: Mapping[str, int]) -> int:
    if node.typed(str) not in numbers:
        raise node.fail(f"unknown organisation '{node.value}'")
    return numbers[node.value]


def _codes(texts: list[str]) -> Codes:
    """Codes of texts in alphabetical order; an empty text is unknown."""
    order = {text: code for code, text in enumerate(sorted(set(texts) - {""}))}
    return np.array([order.get(text, UNKNOWN) for text in texts], dtype=np.int32)


def _pair(node: Node, numbers: Mapping[str, int]) -> tuple[int, int, float]:
    items = list(node.items())
    if len(items) != 3:
        raise node.fail("must be two ids and a bonus")
    first, second = _number(items[0], numbers), _number(items[1], numbers)
    if first == second:
        raise node.fail(f"'{items[0].value}' has a bonus with itself")
    return first, second, items[2].typed(float)


def _clause(node: Node, properties: list[str], numbers: Mapping[str, int]) -> Clause:
    kind = node.field("kind").typed(str)
    if kind not in KINDS:
        raise node.field("kind").fail(f"must be one of {', '.join(KINDS)}")
    node.only("rule", "kind", *KINDS[kind])
    rule = node.field("rule", kind).typed(str)
    if kind == "any of":
        alternatives = tuple(
            tuple(_clause(item, properties, numbers) for item in alternative.items())
            for alternative in node.field("alternatives").items()
        )
        return AnyOf(rule, alternatives)
    if kind == "apart":
        return Apart(rule, _groups(node.field("groups"), numbers))
    if kind == "distinct at least":
        of = node.field("of")
        if of.typed(str) not in ("country", "region"):
            raise of.fail("must be country or region")
        chosen = node.field("property", None)
        bit = None if chosen.value is None else _known(chosen, properties, "property")
        return DistinctAtLeast(rule, of.value, bit, node.field("count").typed(int))
    bit = _known(node.field("property"), properties, "property")
    if kind == "every":
        return Every(rule, bit)
    return (AtLeast if kind == "at least" else AtMost)(rule, bit, node.field("count").typed(int))


def _groups(node: Node, numbers: Mapping[str, int]) -> Codes:
    groups = np.full(len(numbers), UNKNOWN, dtype=np.int32)
    for number, group in enumerate(node.items()):
        for item in group.items():
            i = _number(item, numbers)
            if groups[i] not in (UNKNOWN, number):
                raise item.fail(f"'{item.value}' is in two groups")
            groups[i] = number
    return groups


def _clause_to_json(clause: Clause, ids: Sequence[str], properties: Sequence[str]) -> dict[str, Any]:
    data: dict[str, Any] = {"rule": clause.rule}
    match clause:
        case AnyOf():
            inner = [[_clause_to_json(part, ids, properties) for part in way] for way in clause.alternatives]
            return data | {"kind": "any of", "alternatives": inner}
        case Apart():
            numbers = np.unique(clause.groups[clause.groups != UNKNOWN])
            groups = [[ids[int(i)] for i in np.flatnonzero(clause.groups == number)] for number in numbers.tolist()]
            return data | {"kind": "apart", "groups": groups}
        case DistinctAtLeast():
            data |= {"kind": "distinct at least", "of": clause.of, "count": clause.count}
            return data if clause.bit is None else data | {"property": properties[clause.bit]}
        case Every():
            return data | {"kind": "every", "property": properties[clause.bit]}
    kind = "at least" if isinstance(clause, AtLeast) else "at most"
    return data | {"kind": kind, "property": properties[clause.bit], "count": clause.count}


def _bits(requirements: Requirements) -> int:
    """How many properties are used by flags or by clauses."""
    used = int(np.bitwise_or.reduce(requirements.flags, initial=np.uint64(0)))
    return max([used.bit_length(), *(_highest(clause) for clause in requirements.clauses)])


def _highest(clause: Clause) -> int:
    if isinstance(clause, AnyOf):
        return max((_highest(part) for way in clause.alternatives for part in way), default=0)
    return 0 if isinstance(clause, Apart) or clause.bit is None else clause.bit + 1


def _picked(names: Sequence[str], mask: int) -> list[str]:
    return [name for bit, name in enumerate(names) if mask >> bit & 1]
