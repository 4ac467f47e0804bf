"""Rules out of a JSON document (see docs/reference/eligibility-rules.md); every error names the place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any as AnyValue

from grono.engines.eligibility.conditions import COUNTED_ROLES, Condition
from grono.engines.eligibility.entities import OWNER_KINDS
from grono.engines.eligibility.operators import (
    AidWindow,
    All,
    Any,
    Count,
    Distinct,
    Every,
    Fact,
    Independent,
    Lead,
    Limits,
    Not,
    Range,
    Rate,
    Share,
    Subset,
    Test,
)
from grono.engines.eligibility.operators.amounts import PROJECT_NUMBERS
from grono.engines.eligibility.reading_conditions import chosen, read_condition, read_countries, read_who, texts
from grono.engines.eligibility.rules import Question, Rule, Rules
from grono.engines.eligibility.sets import Sets, day, shipped
from grono.engines.kit.case import Node

DOCUMENT = (
    "code", "version", "title", "valid_from", "valid_until", "encoded", "source", "read_at_source", "note",
    "parameters", "facts", "not_encoded", "rules",
)  # fmt: skip
RULE = ("id", "title", "article", "source", "read_at_source", "test")
FACT_KINDS: dict[str, tuple[type, ...]] = {"bool": (bool,), "number": (int, float), "text": (str,)}


def read_rules(document: AnyValue, *, sets: Sets | None = None) -> Rules:
    """Return the rules of a document; `CaseError` names the place of a fault.

    ``sets`` are the groups and areas that the rules may name (default: those shipped).
    """
    root = document if isinstance(document, Node) else Node(document)
    root.only(*DOCUMENT)
    source, read = root.field("source").typed(str), root.field("read_at_source").typed(bool)
    facts = {name: _question(name, node) for name, node in root.field("facts", {}).members()}
    reader = Reader(shipped() if sets is None else sets, facts)
    rules = Rules(
        code=root.field("code").typed(str),
        version=root.field("version").typed(str),
        title=_titles(root.field("title")),
        valid_from=day(root.field("valid_from", "")),
        valid_until=day(root.field("valid_until", "")),
        encoded=_encoded(root.field("encoded")),
        source=source,
        read_at_source=read,
        rules=tuple(_rule(node, reader, source, read) for node in root.field("rules").items()),
        parameters=root.field("parameters", {}).typed(dict),
        not_encoded=tuple(_titles(node) for node in root.field("not_encoded", []).items()),
        facts=facts,
        document=root.value,
    )
    _refuse_faults(root, rules)
    return rules


def _refuse_faults(root: Node, rules: Rules) -> None:
    if not rules.rules:
        raise root.field("rules").fail("must not be empty")
    if rules.valid_from and rules.valid_until and rules.valid_until < rules.valid_from:
        raise root.field("valid_until").fail("lies before valid_from")
    seen: set[str] = set()
    for rule, node in zip(rules.rules, root.field("rules").items(), strict=True):
        if rule.id in seen:
            raise node.field("id").fail(f"the rule '{rule.id}' stands twice")
        seen.add(rule.id)


def _rule(node: Node, reader: Reader, source: str, read: bool) -> Rule:
    node.only(*RULE)
    return Rule(
        id=node.field("id").typed(str),
        title=_titles(node.field("title")),
        article=node.field("article", "").typed(str),
        source=node.field("source", source).typed(str),
        read_at_source=node.field("read_at_source", read).typed(bool),
        test=reader.test(node.field("test")),
    )


def _titles(node: Node) -> Mapping[str, str]:
    titles = {language: text.typed(str) for language, text in node.members()}
    if not titles.get("en"):
        raise node.fail("needs a title in English (en)")
    return titles


def _encoded(node: Node) -> date:
    found = day(node)
    if found is None:
        raise node.fail("must not be empty")
    return found


def _question(name: str, node: Node) -> Question:
    node.only("title", "kind")
    kind = node.field("kind").typed(str)
    if kind not in FACT_KINDS:
        raise node.field("kind").fail(f"'{kind}' is not one of {', '.join(FACT_KINDS)}")
    return Question(name, _titles(node.field("title")), kind)


class Reader:
    """Reads tests; knows the sets and facts that they may name."""

    def __init__(self, sets: Sets, facts: Mapping[str, Question]) -> None:
        self.sets = sets
        self.facts = facts
        self.operators: dict[str, Callable[[Node], Test]] = {
            "all": lambda node: All(self._tests(node)),
            "any": lambda node: Any(self._tests(node)),
            "not": lambda node: Not(self.test(node)),
            "count": self._count,
            "countries": lambda node: self._distinct(node, "country"),
            "regions": lambda node: self._distinct(node, "region"),
            "every": self._every,
            "lead": lambda node: Lead(read_condition(node, self.sets)),
            "independent": self._independent,
            "share": self._share,
            "range": self._range,
            "rate": self._rate,
            "aid": self._aid,
            "fact": self._fact,
        }

    def test(self, node: Node) -> Test:
        """A test: an object with one field, the operator."""
        members = list(node.members())
        if len(members) != 1:
            raise node.fail("must have one field, the operator")
        name, operands = members[0]
        if name not in self.operators:
            raise node.fail(f"unknown operator '{name}' (known: {', '.join(self.operators)})")
        return self.operators[name](operands)

    def _tests(self, node: Node) -> tuple[Test, ...]:
        tests = tuple(self.test(item) for item in node.items())
        if not tests:
            raise node.fail("must not be empty")
        return tests

    def _who(self, node: Node) -> Condition:
        return read_who(node.field("who"), self.sets) if node.value.get("who") is not None else COUNTED_ROLES

    def _count(self, node: Node) -> Test:
        node.only("who", "at_least", "at_most")
        return Count(self._who(node), _limits(node))

    def _distinct(self, node: Node, of: AnyValue) -> Test:
        node.only("who", "at_least", "at_most")
        return Distinct(of, self._who(node), _limits(node))

    def _every(self, node: Node) -> Test:
        node.only("who", "must")
        return Every(self._who(node), read_condition(node.field("must"), self.sets))

    def _independent(self, node: Node) -> Test:
        node.only("who", "at_least", "of_which", "distinct_countries", "apart")
        subset = None
        if node.value.get("of_which") is not None:
            inner = node.field("of_which")
            inner.only("country", "at_least")
            least = inner.field("at_least").typed(int)
            subset = Subset(read_countries(inner.field("country"), self.sets), least)
        return Independent(
            self._who(node),
            node.field("at_least").typed(int),
            subset,
            node.field("distinct_countries", True).typed(bool),
            chosen(node.field("apart"), OWNER_KINDS) if node.value.get("apart") else frozenset(),
        )

    def _share(self, node: Node) -> Test:
        node.only("of", "by", "who", "at_least", "at_most", "without")
        limits = _limits(node)
        for name, limit in (("at_least", limits.at_least), ("at_most", limits.at_most)):
            if limit is not None and not 0 < limit < 1:
                raise node.field(name).fail("a limit of a share lies between 0 and 1")
        without = texts(node.field("without")) if node.value.get("without") else ()
        of: AnyValue = _subject(node)
        if node.value.get("who") is not None:
            if "by" in node.value:
                raise node.fail("has either 'by' or 'who'")
            return Share(of, limits, "who", read_who(node.field("who"), self.sets), without)
        by = node.field("by")
        if by.typed(str) not in ("participant", "country"):
            raise by.fail("must be participant or country")
        if limits.at_most is None or limits.at_least is not None:
            raise node.fail("a share by participant or country has one limit, at_most")
        return Share(of, limits, by.value, None, without)

    def _range(self, node: Node) -> Test:
        node.only("of", "who", "at_least", "at_most", "each", "without", "currency")
        of = node.field("of").typed(str)
        fact = of.removeprefix("facts.")
        if fact != of:
            self._known(node.field("of"), fact, "number")
        elif of not in (*PROJECT_NUMBERS, "costs", "grant"):
            known = ", ".join((*PROJECT_NUMBERS, "costs", "grant"))
            raise node.field("of").fail(f"'{of}' is not one of {known} or facts.<name>")
        return Range(
            of,
            _limits(node),
            self._who(node),
            node.field("each", False).typed(bool),
            texts(node.field("without")) if node.value.get("without") else (),
            node.field("currency", "EUR").typed(str),
        )

    def _rate(self, node: Node) -> Test:
        node.only("who", "at_most", "each")
        return Rate(node.field("at_most").typed(float), self._who(node), node.field("each", False).typed(bool))

    def _aid(self, node: Node) -> Test:
        node.only("who", "regulation", "at_most", "years")
        return AidWindow(
            self._who(node),
            node.field("regulation").typed(str),
            node.field("at_most").typed(float),
            node.field("years", 3).typed(int),
        )

    def _fact(self, node: Node) -> Test:
        node.only("name", "is", "in")
        name = node.field("name").typed(str)
        given = [Node(node.value["is"], f"{node.place}.is")] if "is" in node.value else list(node.field("in").items())
        kind = self._known(node.field("name"), name)
        for item in given:
            if not isinstance(item.value, FACT_KINDS[kind]) or (isinstance(item.value, bool) and kind != "bool"):
                raise item.fail(f"must be a {kind}, as the fact '{name}' is")
        return Fact(name, tuple(item.value for item in given))

    def _known(self, node: Node, name: str, kind: str = "") -> str:
        if name not in self.facts:
            raise node.fail(f"the fact '{name}' is not among the document's facts")
        if kind and self.facts[name].kind != kind:
            raise node.fail(f"the fact '{name}' is a {self.facts[name].kind}, not a {kind}")
        return self.facts[name].kind


def _subject(node: Node) -> str:
    of = node.field("of", "costs")
    if of.typed(str) not in ("costs", "grant"):
        raise of.fail("must be costs or grant")
    return str(of.value)


def _limits(node: Node) -> Limits:
    least, most = node.value.get("at_least"), node.value.get("at_most")
    if least is None and most is None:
        raise node.fail("needs at_least or at_most")
    if least is not None:
        least = _number(node.field("at_least"))
    if most is not None:
        most = _number(node.field("at_most"))
    if least is not None and most is not None and most < least:
        raise node.fail("at_most is smaller than at_least")
    return Limits(least, most)


def _number(node: Node) -> float:
    value = node.typed(float)
    return int(value) if value == int(value) else value
