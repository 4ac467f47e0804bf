"""The operators of the rule language: one dataclass each, with what it needs and how it is assessed.

`OPERATORS` names each operator as it is written in a rule and reads it.
"""

from __future__ import annotations

from grono.engines.eligibility.operators.aid import AidWindow
from grono.engines.eligibility.operators.amounts import Range, Rate, Share
from grono.engines.eligibility.operators.base import Evidence, Limits, Test
from grono.engines.eligibility.operators.counting import Count, Distinct, Every, Lead
from grono.engines.eligibility.operators.independence import Independent, Subset
from grono.engines.eligibility.operators.logic import All, Any, Fact, Not

__all__ = [
    "AidWindow",
    "All",
    "Any",
    "Count",
    "Distinct",
    "Every",
    "Evidence",
    "Fact",
    "Independent",
    "Lead",
    "Limits",
    "Not",
    "Range",
    "Rate",
    "Share",
    "Subset",
    "Test",
]
