"""The conditions of a topic in the EU portal: numbered sections, and what in them goes beyond the general rules."""

import re
from dataclasses import dataclass

from grono.funding.formats.topic_text import one_line, paragraphs, with_breaks, without_markup

#: Headings of the sections; the portal numbers them as it likes and writes them in capitals or small letters.
_TITLES = (
    r"Admissibility conditions[:,] proposal page limits? and layout",
    r"Admissibility (?:and eligibility )?conditions",
    r"Proposal page limits? and layout",
    r"Eligible countries",
    r"Other eligib(?:le|ility) conditions",
    r"Eligibility criteria",
    r"Financial and operational capacity(?: and exclusion)?",
    r"(?:Evaluation and award: )?Submission and evaluation processes",
    r"(?:Evaluation and award: )?Award criteria, scoring and thresholds",
    r"(?:Evaluation and award: )?Indicative timeline for evaluation and grant agreement",
    r"Legal and financial set-up of the grants",
)
_SECTION = re.compile(rf"(?<!\d)(\d[a-d]?)\.\s*({'|'.join(_TITLES)}):?\s*", re.IGNORECASE)
_WHO_MAY_APPLY = re.compile(r"eligib", re.IGNORECASE)
#: Where the list of documents begins, whose links are lost.
_DOCUMENTS = re.compile(
    r"(?:Application and evaluation forms and model grant agreement|Call document and annexes|Call documents? and annex"
    r"|Application form templates?\b).*",
    re.DOTALL,
)
_STANDARD = re.compile(
    r"(?<=\S)\s*(?=(?:Proposal page limits? and layout:|A number of non-EU/non-Associated Countries))"
)
#: Sentences that only point to the general rules, lead to a list, or say how to work rather than who may apply.
_NOT_OWN = re.compile(
    r"^(?:in addition, )?(?:the )?(?:other )?(?:(?:el\w+ )?(?:conditions|criteria|countries) )?"
    r"(?:(?:are|is|as) )*described\b.{0,160}$"
    r"|^a number of non-eu/non-associated countries\b|^see the information in the horizon europe programme guide"
    r"|^see the list of participating countries\b|^n/?a\.?$|^(?:please )?see\b.{0,120}call document"
    r"|^the following additional eligibility (?:criteria|conditions) apply:$"
    r"|^if projects use satellite-based earth observation",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"\[\[.*?(?:\]\]|$)")


@dataclass(frozen=True)
class Conditions:
    """Conditions as paragraphs, and the sentences on countries and applicants that are the topic's own."""

    text: str = ""
    own: tuple[str, ...] = ()


def read_conditions(raw: str) -> Conditions:
    """Read the conditions as the portal gives them; the list of documents without links at their end is left out."""
    text = _DOCUMENTS.sub("", " ".join(without_markup(raw).split(" ")))
    parts = _SECTION.split(text)
    shown = [paragraphs(with_breaks(parts[0]))]
    own: list[str] = []
    for number, title, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        content = _body(body)
        shown += (f"{number}. {one_line(title)}:", content)
        if _WHO_MAY_APPLY.search(title):
            own += _own_lines(content)
    return Conditions(text="\n\n".join(part for part in shown if part), own=tuple(dict.fromkeys(own)))


def _body(raw: str) -> str:
    text = paragraphs(with_breaks(_STANDARD.sub("\n", raw)))
    text = re.sub(r"(?<=[.\]])(?:\s|\n)*(?=(?:are |as )?described in\b)", "\n\n", text)
    return text[:1].upper() + text[1:]


def _own_lines(body: str) -> list[str]:
    lines = (_FOOTNOTE.sub("", line).strip() for line in body.split("\n\n"))
    return [line for line in lines if line and not _NOT_OWN.search(line)]
