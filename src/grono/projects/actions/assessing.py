"""What the encoded rules say of a consortium, kept each time it changes."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import structlog
from django.db import transaction

from grono.funding.choices import VerdictResult
from grono.kit import clock
from grono.projects.choices import ProjectState
from grono.projects.models import Project, VerdictRecord
from grono.projects.planning.roles import missing_roles_of
from grono.projects.planning.verdicts import assess_project
from grono.projects.queries.workspace import last_verdict

log = structlog.get_logger(__name__)
#: States in which partners join and leave; afterwards the consortium, and its verdict, is the one that applied.
OPEN_STATES = (ProjectState.IDEA, ProjectState.FORMING)


@transaction.atomic
def reassess(project: Project) -> VerdictRecord | None:
    """Ask the rules what they say of the consortium as it is, and keep the answer if it or its reasons changed.

    Returns the record that holds now, or ``None`` when no rules are encoded for the topic. The partners that are still
    missing are looked for by a job, as that takes longer than a page may.
    """
    verdict = assess_project(project)
    if verdict is None:
        return None
    document = json.loads(json.dumps(verdict.as_document(), default=str))
    digest = reasons_digest(document)
    last = last_verdict(project)
    if last is None or last.digest != digest:
        Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
        last = last_verdict(project)  # somebody else may have assessed it meanwhile
    if last is None or last.digest != digest:
        return _record(project, document, digest)
    if last.document != document:  # the same reasons, other amounts behind them
        last.document = document
        last.save(update_fields=["document"])
    return last


def _record(project: Project, document: Mapping[str, Any], digest: str) -> VerdictRecord:
    record = VerdictRecord.objects.create(
        project=project,
        result=document["outcome"],
        scheme_code=document["code"],
        rules_version=document["version"],
        document=document,
        digest=digest,
        assessed_at=clock.now(),
    )
    if record.result == VerdictResult.NOT_MET:
        _look_for_partners(record)
    log.info("verdict_recorded", project=project.pk, result=record.result, record=record.pk)
    return record


def _look_for_partners(record: VerdictRecord) -> None:
    from grono.projects.tasks import find_missing_partners  # the jobs of the module call its actions

    find_missing_partners.defer(record_id=record.pk)


def find_missing_partners(record_id: int) -> None:
    """Look for the fewest partners that would turn a verdict to met, and keep them with it.

    Nothing is looked for unless a rule is broken, when a later verdict has come meanwhile, or a second time.
    """
    record = VerdictRecord.objects.select_related("project__topic__scheme").get(pk=record_id)
    last = last_verdict(record.project)
    if record.missing is not None or record.result != VerdictResult.NOT_MET or (last and last.pk != record.pk):
        return
    record.missing = missing_roles_of(record.project)
    record.save(update_fields=["missing"])
    log.info("missing_partners_found", record=record.pk, roles=len((record.missing or {}).get("roles", [])))


def find_all_missing_partners() -> None:
    """Look for the missing partners of every broken verdict that has not been looked at yet."""
    waiting = VerdictRecord.objects.filter(missing=None, result=VerdictResult.NOT_MET).order_by("pk")
    for key in waiting.values_list("pk", flat=True):
        find_missing_partners(key)


def reassess_open_projects() -> int:
    """Assess all projects whose consortium is still forming: facts and deadlines may have changed. Return how many."""
    waiting = Project.objects.filter(state__in=OPEN_STATES, topic__isnull=False).select_related("topic__scheme")
    return sum(reassess(project) is not None for project in waiting)


def reasons_digest(document: Mapping[str, Any]) -> str:
    """Return a digest of what a verdict rests on: rules, outcomes, who counts and what is missing; not the amounts."""
    reasons = {
        "rules": [document.get("code"), document.get("version")],
        "outcome": document.get("outcome"),
        "findings": [_reason(finding) for finding in document.get("findings", ())],
    }
    return hashlib.sha256(json.dumps(reasons, sort_keys=True, default=str).encode()).hexdigest()


def _reason(finding: Mapping[str, Any]) -> list[Any]:
    return [
        finding.get("rule"),
        finding.get("outcome"),
        sorted(finding.get("counted") or ()),
        sorted(json.dumps(missing, sort_keys=True) for missing in finding.get("missing") or ()),
        [_reason(part) for part in finding.get("parts") or ()],
    ]
