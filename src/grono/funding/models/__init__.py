"""Programmes and rules, calls and topics, and the facts that the rules ask for."""

from grono.funding.models.calls import CallImport, CutOff, DeadlineChange, FundingCall, Topic, TopicWatch
from grono.funding.models.facts import AnnualFigures, Label, LegalFacts, OwnershipShare, SmallAid
from grono.funding.models.programmes import FundingProgramme, RuleScheme, RuleSet

__all__ = [
    "AnnualFigures",
    "CallImport",
    "CutOff",
    "DeadlineChange",
    "FundingCall",
    "FundingProgramme",
    "Label",
    "LegalFacts",
    "OwnershipShare",
    "RuleScheme",
    "RuleSet",
    "SmallAid",
    "Topic",
    "TopicWatch",
]
