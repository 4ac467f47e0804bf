"""Proposals that a search for partners kept, made ready for their page."""

from collections.abc import Iterable, Mapping
from typing import Any

from grono.directory.choices import HelixSector
from grono.directory.models import Organisation
from grono.projects.choices import SearchState
from grono.projects.models import ConsortiumSearch, Project
from grono.projects.queries.proposals import MemberView, ProposalsView, ProposalView, RunnerUpView

_SETTLED = "met"


def latest_search(project: Project) -> ConsortiumSearch | None:
    """Return the search that was asked for last, with whatever state it is in (one query)."""
    return project.searches.order_by("-requested_at", "-pk").first()


def proposals_view(search: ConsortiumSearch, *, language: str) -> ProposalsView | None:
    """Return what a finished search brought; ``None`` while it has not finished (one query)."""
    if search.state != SearchState.DONE:
        return None
    document = search.document
    organisations = Organisation.objects.select_related("region").in_bulk(_keys(document["proposals"]))
    return ProposalsView(
        proposals=tuple(
            _proposal(number, one, document["needs"], organisations, language)
            for number, one in enumerate(document["proposals"], start=1)
        ),
        size=search.size,
        pool=document["pool"],
        needs=tuple(document["needs"]),
        seconds=document["seconds"],
        unchecked=tuple(_titles(document["proposals"], language).get(rule, rule) for rule in document["uncompiled"]),
    )


def _keys(proposals: Iterable[Mapping[str, Any]]) -> set[int]:
    members = [member for one in proposals for member in one["members"]]
    seconds = {member["runner_up"]["organisation"] for member in members if member["runner_up"]}
    return {member["organisation"] for member in members} | seconds


def _titles(proposals: Iterable[Mapping[str, Any]], language: str) -> dict[str, str]:
    """Return the titles of the rules by their names, in a language, else in English."""
    findings = [finding for one in proposals if one["verdict"] for finding in one["verdict"]["findings"]]
    return {one["rule"]: one["title"].get(language) or one["title"].get("en") or one["rule"] for one in findings}


def _proposal(
    number: int, one: Mapping[str, Any], needs: list[str], organisations: Mapping[int, Organisation], language: str
) -> ProposalView:
    titles = _titles([one], language)
    findings = one["verdict"]["findings"] if one["verdict"] else []
    present = [member for member in one["members"] if member["organisation"] in organisations]
    return ProposalView(
        number=number,
        members=tuple(_member(member, needs, titles, organisations) for member in present),
        value=one["value"],
        fit=one["fit"],
        coverage=one["coverage"],
        together=one["pair_bonus"],
        is_proven=one["proven"],
        bound=one["value"] if one["bound"] is None else one["bound"],
        gap=one["gap"] or 0.0,
        result=one["verdict"]["outcome"] if one["verdict"] else "",
        reasons=tuple(titles[finding["rule"]] for finding in findings if finding["outcome"] != _SETTLED),
        uncovered=tuple(needs[need] for need in one["uncovered"]),
        sectors=tuple(str(HelixSector(sector).label) for sector, count in one["helix"]["counts"].items() if count),
    )


def _member(
    member: Mapping[str, Any], needs: list[str], titles: Mapping[str, str], organisations: Mapping[int, Organisation]
) -> MemberView:
    second = member["runner_up"]
    known = {int(key): count for key, count in member["worked_with"].items() if int(key) in organisations}
    return MemberView(
        organisation=organisations[member["organisation"]],
        fit=member["fit"],
        covers=tuple(needs[need] for need in sorted({*member["alone"], *member["shared"]})),
        alone=tuple(needs[need] for need in member["alone"]),
        satisfies=tuple(titles.get(rule, rule) for rule in member["rules"]),
        worked_with=tuple(organisations[key].name for key in known),
        runner_up=RunnerUpView(organisations[second["organisation"]], second["less"])
        # In a later proposal the next best may be worth more: then it is what must differ from an earlier one.
        if second and second["organisation"] in organisations and second["less"] >= 0
        else None,
        is_partner=member["is_seed"],
    )
