"""Who is still missing: the fewest partners that would turn the verdict to met, with candidates of the directory.

What comes out is kept as JSON in ``VerdictRecord.missing``::

    {"roles": [{"rule": "three-countries", "wanted": {"countries": ["EU-MS"], "not_countries": ["PL"]},
                "candidates": [17, 4]}],
     "unreachable": ["duration"], "is_proven": true}

``wanted`` is put into words by ``grono.projects.wording``; candidates are keys of organisations, the best first.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from grono.funding.planning import entities_of
from grono.projects.choices import PoolChoice
from grono.projects.models import Project
from grono.projects.planning import pool
from grono.projects.planning.verdicts import last_day, project_consortium, project_rules

if TYPE_CHECKING:
    from grono.engines.consortia.roles import MissingRole
    from grono.engines.consortia.wanted import Wanted

#: Candidates that are kept for each role; of those that the project may invite, so many stand first.
KEPT, INVITED_FIRST = 9, 2
#: Which property of the engine becomes which list of ``wanted``.
_LISTS = {
    "country": "countries",
    "region": "regions",
    "activity_type": "activity_types",
    "legal_status": "legal_statuses",
    "size": "sizes",
    "label": "labels",
}


def missing_roles_of(project: Project) -> dict[str, Any] | None:
    """Return who is missing in the words above; ``None`` when no rules are encoded for the topic."""
    from grono.engines.consortia.roles import missing_roles

    rules = project_rules(project)
    if rules is None:
        return None
    consortium = project_consortium(project)
    members = [part.organisation_id for part in project.participations.all() if part.organisation_id is not None]
    needs = pool.needs_of(project.topic, f"{project.title}\n{project.objective}")
    among = PoolChoice.ALL if project.is_demonstration else PoolChoice.SOURCED
    found = [one for one in pool.candidates(needs, among=among, members=members) if one.organisation.pk not in members]
    entities = entities_of([one.organisation for one in found], on=last_day(project))
    fit = np.array([one.fit for one in found])
    completion = missing_roles(rules, consortium, entities, fit=fit, at_least=KEPT)
    organisations = [one.organisation for one in found]
    invited = {str(one.pk) for one in organisations if one.is_demonstration == project.is_demonstration}
    present = {entity.established for entity in consortium.entities}
    return {
        "roles": [_role(role, invited, present) for role in completion.roles],
        "unreachable": [getattr(each, "rule", each) for each in completion.unreachable],
        "is_proven": completion.proven_smallest,
    }


def _role(role: "MissingRole", invited: set[str], present: Collection[str | None]) -> dict[str, Any]:
    return {
        "rule": role.rule,
        "wanted": wanted_document(role.wanted, present),
        "candidates": [int(key) for key in _mixed(role.candidates, invited)],
    }


def _mixed(candidates: Sequence[str], invited: set[str]) -> list[str]:
    """Return the candidates with some that can be invited in front: a demonstration proposes real ones besides."""
    first = [key for key in candidates if key in invited][:INVITED_FIRST]
    return [*first, *(key for key in candidates if key not in first)][:KEPT]


def wanted_document(wanted: "Wanted", present: Collection[str | None]) -> Mapping[str, Any]:
    """Return what is simple enough to be put into words; whoever fits the rest is among the candidates anyway.

    Of the countries that help no more those of the partners are named: the others only follow from a guess who else
    might come.
    """
    simple = {name: list(wanted.values(what) or ()) for what, name in _LISTS.items()}
    found = {name: values for name, values in simple.items() if values}
    taken = [code for code in wanted.not_countries or () if code in present]
    return found | ({"not_countries": taken} if taken else {})
