"""Facts ⇄ the engine ``eligibility``: entities, the rules that apply, verdicts, size and small aid."""

from grono.funding.planning.assessing import (
    Alone,
    SmallAidLeft,
    SmallAidPosition,
    aid_position_of,
    assess_alone,
    assess_consortium,
    assess_topic,
    size_of,
    verdict_from,
)
from grono.funding.planning.entities import CERTAIN_STATUS, consortium_of, entities_of, entity_of, holdings_of
from grono.funding.planning.rules import (
    checked_rules,
    last_deadline,
    library_documents,
    question_titles,
    rules_by_topic,
    rules_by_version,
    rules_of,
    set_titles,
)

__all__ = [
    "CERTAIN_STATUS",
    "Alone",
    "SmallAidLeft",
    "SmallAidPosition",
    "aid_position_of",
    "assess_alone",
    "assess_consortium",
    "assess_topic",
    "checked_rules",
    "consortium_of",
    "entities_of",
    "entity_of",
    "holdings_of",
    "last_deadline",
    "library_documents",
    "question_titles",
    "rules_by_topic",
    "rules_by_version",
    "rules_of",
    "set_titles",
    "size_of",
    "verdict_from",
]
