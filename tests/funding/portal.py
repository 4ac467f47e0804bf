"""Records of the EU portal for tests, as dirty as the real ones, and files of them."""

import gzip
import json
from pathlib import Path
from typing import Any

CONDITIONS = (
    '">General conditions1. Admissibility Conditions: Proposal page limit and layout\ufeffdescribed in Annex A.'
    "2. Eligible countriesdescribed in Annex B of the Work Programme General Annexes.A number of "
    "non-EU/non-Associated Countries that are not automatically eligible for funding have made provisions. See the "
    "information in the Horizon Europe Programme Guide.3. Other Eligible Conditions{own}described in Annex B of the "
    "Work Programme General Annexes.4. Financial and operational capacity and exclusiondescribed in Annex C.6. Legal "
    "and financial set-up of the grantsdescribed in Annex G. Application and evaluation forms and model grant "
    "agreement (MGA): Application form templatesStandard application form (HE RIA, IA)"
)
DESCRIPTION = (
    "Expected Outcome:Projects should make glass recyclable:cheaper sorting;fewer losses; andThe public knows.[1]"
    "Scope:Proposals should build a pilot plant in citiesThe plant uses waste.nullActivities are expected to start at "
    "TRL 4-5 and achieve TRL 6-7 by the end – see General Annex B. [1] https://example.org/Glass.Pdf"
)


def record(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Return a record of a research and innovation action; ``own`` is put among its conditions."""
    own = changes.pop("own", "")
    topic_id = f"HORIZON-CL6-2099-01-CIRCBIO-{number:02d}"
    usual = {
        "reference": f"5145{number}TOPICSen",
        "topicId": topic_id,
        "title": f"Glass  {number}\u200b",
        "programme": "Horizon Europe",
        "programmeId": "43108390",
        "cluster": "CL6",
        "callIdentifier": "HORIZON-CL6-2099-01",
        "callTitle": "Call 01 - single stage (2099)",
        "actionType": "RIA",
        "typesOfAction": "HORIZON  Research and Innovation Actions",
        "deadline": "2099-09-22",
        "stage": "two-stage",
        "deadlineModel": "single-stage",
        "callStatus": "forthcoming",
        "budgetMin": 4_000_000,
        "budgetMax": 5_000_000,
        "expectedGrants": 2,
        "keywords": f"{topic_id}, HORIZON-CL6-2099-01, Circular economy, recycling (glass, bottles)",
        "crossCuttingPriorities": "AI",
        "portalUrl": f"https://ec.europa.eu/topic-details/{topic_id.lower()}",
        "documentsUrl": f"https://ec.europa.eu/documents/{topic_id.lower()}",
        "description": DESCRIPTION,
        "objectives": "",
        "topicConditions": CONDITIONS.format(own=own),
        "submissionProcedure": {"abbreviation": "single-stage"},
        "supportInfo": "For help related to this call, please contact please add a contact e-mail or url",
    }
    return usual | changes


def lines(folder: Path, *records: Any, name: str = "calls.jsonl") -> Path:
    """Write a file of JSON lines; what is a text stands there as it is."""
    path = folder / name
    rows = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in records)
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def gzipped(path: Path) -> Path:
    """Write a copy of a file, gzipped."""
    target = path.with_name(f"{path.name}.gz")
    target.write_bytes(gzip.compress(path.read_bytes()))
    return target
