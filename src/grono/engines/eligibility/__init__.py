"""Whether a consortium may apply: rules as data, three values, and the numbers and missing data behind each.

`read_rules` reads a document of rules, `assess` gives the verdict on a consortium, `library` holds the rules and sets
that come with Grono, `classify` (the SME test) and `de_minimis.window` are the two tests that stand on their own.
"""

from __future__ import annotations

from collections.abc import Sequence

from grono.engines.eligibility import de_minimis, library, sme
from grono.engines.eligibility.assessing import assess, classify
from grono.engines.eligibility.case import read_consortium
from grono.engines.eligibility.entities import Aid, Consortium, Entity, Missing, Money, Owner, YearFigures
from grono.engines.eligibility.outcome import Outcome
from grono.engines.eligibility.reading import read_rules
from grono.engines.eligibility.rules import Question, Rule, Rules
from grono.engines.eligibility.sets import Sets
from grono.engines.eligibility.sme import SizeVerdict
from grono.engines.eligibility.verdict import Finding, Verdict

__all__ = [
    "Aid",
    "Consortium",
    "Entity",
    "Finding",
    "Missing",
    "Money",
    "Outcome",
    "Owner",
    "Question",
    "Rule",
    "Rules",
    "Sets",
    "SizeVerdict",
    "Verdict",
    "YearFigures",
    "assess",
    "classify",
    "de_minimis",
    "library",
    "main",
    "read_consortium",
    "read_rules",
    "sme",
]


def main(argv: Sequence[str] | None = None) -> int:
    """The command line of the engine: see `grono.engines.eligibility.command`."""
    from grono.engines.eligibility import command

    return command.main(argv)
