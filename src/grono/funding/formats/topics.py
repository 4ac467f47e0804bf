"""Topic records of the EU Funding & Tenders portal: from what stands in the file to the facts that are kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from grono.funding.choices import DeadlineModel
from grono.funding.formats.programmes import ProgrammeFacts, programme_facts
from grono.funding.formats.topic_cells import Cells
from grono.funding.formats.topic_conditions import read_conditions
from grono.funding.formats.topic_files import records_of
from grono.funding.formats.topic_text import readable
from grono.funding.rules import scheme_code
from grono.kit.imports import Fault
from grono.search.lemmas import fold

SOURCE = "EU Funding & Tenders portal"
#: Changes when the same record is read differently, so that the next import writes every topic anew.
VERSION = 1
#: What is read from a record; the rest (help desks, addresses of news) may change without a topic changing.
_FIELDS = (
    "reference", "topicId", "title", "programme", "programmeId", "cluster", "callIdentifier", "callTitle", "actionType",
    "typesOfAction", "callStatus", "deadline", "deadlineModel", "openingDate", "budgetMin", "budgetMax", "budgetTotal",
    "expectedGrants", "keywords", "crossCuttingPriorities", "portalUrl", "documentsUrl", "description", "objectives",
    "topicConditions",
)  # fmt: skip
_ID = re.compile(r"[\w./+-]{3,160}")
_LANGUAGE = re.compile(r"(en|pl|fr|de|cs|sk|uk|es|it)$", re.IGNORECASE)
_ACTION_TYPES = (  # the first that fits the full name
    (r"^(?:HORIZON|EURATOM|DIGITAL)\b.*\bResearch and Innovation Actions", "RIA"),
    (r"^(?:HORIZON|EURATOM|DIGITAL)\b.*\bCoordination and Support Actions", "CSA"),
    (r"^(?:HORIZON|EURATOM|DIGITAL)\b.*(?<!Research and )\bInnovation Actions", "IA"),
    (r"\bPrizes?\b", "Prize"),
    (r"Pre-commercial Procurement", "PCP"),
    (r"Public Procurement of Innovative Solutions", "PPI"),
    (r"MSCA Postdoctoral", "MSCA-PF"),
    (r"MSCA Doctoral", "MSCA-DN"),
    (r"MSCA Staff", "MSCA-SE"),
    (r"Cofund", "CoFund"),
    (r"EIC Equity", "EIC-Equity"),
    (r"EIC\b.*Grants", "EIC"),
    (r"ERC\b.*Grants", "ERC"),
    (r"EDF Research", "EDF-RA"),
    (r"EDF Development", "EDF-DA"),
    (r"CEF Infrastructure", "CEF-INFRA"),
    (r"Grants? for Financial Support", "FSTP"),
    (r"Lump Sum Grants", "Lump sum"),
    (r"Grants", "Grant"),
)
_LEVELS = r"TRLs?\s?(\d)(?:\s?(?:-|–|to)\s?(\d))?"
_START = re.compile(rf"\bstart(?:ing)? (?:at|from) {_LEVELS}\b", re.IGNORECASE)
_END = re.compile(rf"\bachieve {_LEVELS}\b(?! or)", re.IGNORECASE)


@dataclass(slots=True)
class TopicFacts:
    """A record, at first with its identifier and digest only; ``read`` fills in the rest, which takes longer.

    ``fields`` are fields of ``Topic``, ``deadlines`` pairs of day and stage, ``scheme`` is the code of its rules.
    ``faults`` say why the record is refused, ``notes`` which of its fields were mended or left out. ``digest`` changes
    with whatever is read from the record.
    """

    file: str
    number: int
    cells: Cells | None = None
    topic_id: str = ""
    digest: str = ""
    call_identifier: str = ""
    call_title: str = ""
    programme: ProgrammeFacts | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    deadlines: tuple[tuple[date, int], ...] = ()
    scheme: str = ""
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    def fault(self, column: str, rule: object) -> None:
        """Refuse the record."""
        self.faults.append(Fault(self.file, self.number, self._place(column), str(rule)))

    def note(self, column: str, rule: object) -> None:
        """Say what was mended or left out."""
        self.notes.append(Fault(self.file, self.number, self._place(column), str(rule)))

    def _place(self, column: str) -> str:
        return f"{column} ({self.topic_id})" if self.topic_id else column

    def read(self) -> None:
        """Read everything that a record without faults holds."""
        if self.cells is not None and not self.faults:
            for part in (_read_call, _read_dates, _read_texts, _read_money):
                part(self.cells, self)


def read_topics(path: Path) -> Iterator[TopicFacts]:
    """Yield every record of a file, good or refused; raises ``TopicFileError`` when the file itself is broken."""
    for number, record in records_of(path):
        yield topic_facts(record, path.name, number)


def topic_facts(record: Any, file: str, number: int) -> TopicFacts:
    """Take a record in: its identifier and its digest."""
    facts = TopicFacts(file, number)
    if isinstance(record, ValueError):
        facts.fault("", _("this line is no JSON: %(reason)s") % {"reason": record})
        return facts
    if not isinstance(record, dict):
        facts.fault("", _("this is no topic but %(kind)s") % {"kind": type(record).__name__})
        return facts
    facts.cells = Cells(record, note=facts.note, fault=facts.fault)
    facts.topic_id = facts.cells.line("topicId", longest=160)
    facts.digest = facts.cells.digest(_FIELDS, VERSION)
    if not _ID.fullmatch(facts.topic_id):
        facts.fault("topicId", _("a topic needs an identifier of letters, digits, hyphens, points and strokes"))
    return facts


def _read_call(cells: Cells, facts: TopicFacts) -> None:
    name, portal_id = cells.line("programme", longest=300), cells.line("programmeId", longest=20)
    if name or portal_id:
        facts.programme = programme_facts(portal_id, name or portal_id)
    else:
        facts.fault("programme", _("the programme is missing"))
    facts.call_identifier = cells.line("callIdentifier", longest=120) or facts.topic_id[:120]
    facts.call_title = cells.line("callTitle", longest=500)
    language = _LANGUAGE.search(cells.line("reference", longest=200))
    full_name = cells.line("typesOfAction", longest=300)
    facts.fields |= {
        "title": cells.line("title", longest=500),
        "language": language[1].lower() if language else "en",
        "action_type": action_type(full_name, cells.line("actionType", longest=60)),
        "action_type_name": full_name,
        "work_area": cells.line("cluster", longest=60),
        "portal_status": cells.status(),
        "priorities": cells.words("crossCuttingPriorities", longest=80),
        "source_keywords": cells.keywords(without={facts.topic_id, facts.call_identifier}),
        "url": cells.address("portalUrl"),
        "documents_url": cells.address("documentsUrl"),
        "source": SOURCE,
        "currency": "EUR",
    }
    if not facts.fields["title"]:
        facts.fault("title", _("the title is missing"))


def _read_dates(cells: Cells, facts: TopicFacts) -> None:
    model = cells.model()
    days = cells.days("deadline")
    opening = cells.days("openingDate")
    facts.fields |= {"deadline_model": model, "opening_date": opening[0] if opening else None}
    two_stages = model == DeadlineModel.TWO_STAGE
    facts.deadlines = tuple((day, 2 if two_stages and place else 1) for place, day in enumerate(days))
    unread = any(fault.column.startswith("deadline") for fault in facts.faults)
    if not days and not unread and model != DeadlineModel.CONTINUOUS:
        facts.fault("deadline", _("a topic needs a deadline, unless it is open all the time (“continuous”)"))


def _read_texts(cells: Cells, facts: TopicFacts) -> None:
    description = _cached_readable(cells.text("description"))
    conditions = read_conditions(cells.text("topicConditions"))
    start, end = readiness(description)
    facts.fields |= {
        "description": description,
        "objectives": _cached_readable(cells.text("objectives")),
        "conditions": conditions.text,
        "own_conditions": "\n".join(conditions.own),
        "trl_min": start,
        "trl_max": end,
    }
    facts.scheme = scheme_code(
        programme=facts.programme.slug if facts.programme else "",
        topic_id=facts.topic_id,
        action_type=facts.fields["action_type"],
        action_type_name=facts.fields["action_type_name"],
        conditions=conditions.text,
        own_conditions=facts.fields["own_conditions"],
    )


def _read_money(cells: Cells, facts: TopicFacts) -> None:
    least, most = cells.amount("budgetMin"), cells.amount("budgetMax")
    if least is not None and most is not None and least > most:
        facts.note("budgetMin", _("the smallest grant is larger than the largest; both are left out"))
        least = most = None
    facts.fields |= {
        "budget_min": least,
        "budget_max": most,
        "budget_total": cells.amount("budgetTotal"),
        "expected_grants": cells.count("expectedGrants"),
    }


@lru_cache(maxsize=256)  # topics of one call share their texts
def _cached_readable(text: str) -> str:
    return readable(text)


def action_type(full_name: str, short: str) -> str:
    """Return the short type of action: by its full name if that is known, else as the file has it."""
    for pattern, code in _ACTION_TYPES:
        if re.search(pattern, full_name):
            return code
    return short


def readiness(text: str) -> tuple[int | None, int | None]:
    """Return the technology readiness at the start and at the end, where the text names each only once.

    Of a range at the start the lower level is taken, of one at the end the higher; what does not rise is nothing.
    """
    start = _only([found[1] for found in _START.finditer(text)])
    end = _only([found[2] or found[1] for found in _END.finditer(text)])
    return (None, None) if start and end and start > end else (start, end)


def _only(levels: list[str]) -> int | None:
    values = {int(level) for level in levels}
    value = values.pop() if len(values) == 1 else 0
    return value if 1 <= value <= 9 else None


def topic_slug(topic_id: str) -> str:
    """Return the address of a topic."""
    return slugify(re.sub(r"[/.+_]", "-", fold(topic_id)))[:160]
