"""What an assessment says: an outcome for each rule with the numbers behind it and the data that are missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from grono.engines.eligibility.entities import Missing
from grono.engines.eligibility.outcome import Outcome


@dataclass(frozen=True)
class Finding:
    """The outcome of one rule, or of a part of it (then ``rule`` is that of the whole and ``title`` is empty).

    ``kind`` is the operator. ``numbers`` are JSON values whose names depend on the operator: ``needed`` and
    ``at_most`` are the limits of the rule, ``found`` is certain, ``possible`` is what missing data could make of it.
    ``counted`` are the ids of the entities that made ``found``. ``missing`` is empty unless the outcome is unknown.
    """

    rule: str
    title: Mapping[str, str]
    article: str
    source: str
    outcome: Outcome
    numbers: Mapping[str, Any] = field(default_factory=dict)
    counted: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    parts: tuple[Finding, ...] = ()
    kind: str = ""

    def as_document(self) -> dict[str, Any]:
        """The finding as JSON types."""
        return {
            "rule": self.rule,
            "kind": self.kind,
            "title": dict(self.title),
            "article": self.article,
            "source": self.source,
            "outcome": str(self.outcome),
            "numbers": dict(self.numbers),
            "counted": list(self.counted),
            "missing": [_missing_document(missing) for missing in self.missing],
            "parts": [part.as_document() for part in self.parts],
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Finding:
        """A finding out of what `as_document` made."""
        return cls(
            rule=document["rule"],
            title=document["title"],
            article=document["article"],
            source=document["source"],
            outcome=Outcome(document["outcome"]),
            numbers=document["numbers"],
            counted=tuple(document["counted"]),
            missing=tuple(Missing(**missing) for missing in document["missing"]),
            parts=tuple(cls.from_document(part) for part in document["parts"]),
            kind=document["kind"],
        )


@dataclass(frozen=True)
class Verdict:
    """The outcome of a set of rules: met when all are, not met as soon as one cannot be.

    ``presumed`` lists each missing datum that the caller let the engine presume: the verdict holds only with it.
    """

    outcome: Outcome
    code: str
    version: str
    encoded: date
    source: str
    findings: tuple[Finding, ...]
    presumed: tuple[Missing, ...] = ()

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Each missing datum that matters to some rule, once."""
        return tuple(dict.fromkeys(missing for finding in self.findings for missing in finding.missing))

    def as_document(self) -> dict[str, Any]:
        """The verdict as JSON types."""
        return {
            "outcome": str(self.outcome),
            "code": self.code,
            "version": self.version,
            "encoded": self.encoded.isoformat(),
            "source": self.source,
            "findings": [finding.as_document() for finding in self.findings],
            "presumed": [_missing_document(missing) for missing in self.presumed],
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Verdict:
        """A verdict out of what `as_document` made."""
        return cls(
            outcome=Outcome(document["outcome"]),
            code=document["code"],
            version=document["version"],
            encoded=date.fromisoformat(document["encoded"]),
            source=document["source"],
            findings=tuple(Finding.from_document(finding) for finding in document["findings"]),
            presumed=tuple(Missing(**missing) for missing in document["presumed"]),
        )


def _missing_document(missing: Missing) -> dict[str, str | None]:
    return {"entity": missing.entity, "datum": missing.datum}
