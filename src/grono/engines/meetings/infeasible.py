"""Why a round in which every meeting is required has no plan."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, maximum_bipartite_matching

from grono.engines.kit.limits import Clock
from grono.engines.kit.result import Violation
from grono.engines.meetings.arrays import Data
from grono.engines.meetings.problem import Problem


def impossible(problem: Problem, data: Data) -> Violation | None:
    """A proof by counting that not every meeting can be held, with the rule and the things it concerns."""
    return (
        _meeting_without_slot(problem, data)
        or _overbooked_participant(problem, data)
        or _too_few_tables(problem, data)
        or _cycle(problem, data)
        or _reversed_pair(problem, data)
    )


def _meeting_without_slot(problem: Problem, data: Data) -> Violation | None:
    for m in np.flatnonzero(~data.ok.any(axis=1)):
        meeting = problem.meetings[m]
        a, b = meeting.participants
        return Violation(
            "no_common_slot",
            f"meeting {meeting.id} of {a} and {b} has no slot at which both are available, it is allowed and a "
            "table is open for it",
            (meeting.id, a, b),
        )
    return None


def _overbooked_participant(problem: Problem, data: Data) -> Violation | None:
    for p, person in enumerate(problem.participants):
        meetings = data.by_person[data.first[p] : data.first[p + 1]]
        if not len(meetings):
            continue
        matched = maximum_bipartite_matching(csr_matrix(data.ok[meetings]), perm_type="column")
        short = int((matched < 0).sum())
        if short:
            return Violation(
                "participant_overbooked",
                f"participant {person.id} has {len(meetings)} meetings, and at most {len(meetings) - short} of "
                "them fit into the slots allowed for them",
                (person.id,),
            )
    return None


def _too_few_tables(problem: Problem, data: Data) -> Violation | None:
    room = int(data.cap[data.ok.any(axis=0)].sum())
    if len(problem.meetings) > room:
        return Violation(
            "too_few_tables", f"{len(problem.meetings)} meetings are required and all slots have {room} tables"
        )
    for k in range(len(data.allow)):
        mine = data.kind == k
        room = int(data.cap[data.ok[mine].any(axis=0)][:, data.allow[k]].sum())
        if int(mine.sum()) > room:
            meeting = problem.meetings[int(np.argmax(mine))]
            return Violation(
                "too_few_tables",
                f"{int(mine.sum())} meetings may only be held at the tables of meeting {meeting.id}, which "
                f"offer {room} places",
                (meeting.id,),
            )
    return None


def _cycle(problem: Problem, data: Data) -> Violation | None:
    count = len(data.cls)
    rows = np.repeat(np.arange(count), np.diff(data.suc_first))
    graph = csr_matrix((np.ones(len(rows)), (rows, data.suc)), shape=(count, count))
    _, labels = connected_components(graph, directed=True, connection="strong")
    sizes = np.bincount(labels, minlength=1)
    if count and sizes.max() > 1:
        names = tuple(problem.meetings[m].id for m in np.flatnonzero(labels == int(sizes.argmax())))
        return Violation("precedence_cycle", f"meetings {', '.join(names)} must each come before the other", names)
    return None


def _reversed_pair(problem: Problem, data: Data) -> Violation | None:
    """A precedence whose first meeting cannot be held before the last slot of the second."""
    index = {meeting.id: m for m, meeting in enumerate(problem.meetings)}
    for before, after in problem.precedences:
        first, last = np.flatnonzero(data.ok[index[before]])[0], np.flatnonzero(data.ok[index[after]])[-1]
        if first >= last:
            return Violation(
                "precedence",
                f"meeting {before} must come before {after}, is possible from slot {problem.slots[first].id} on, "
                f"and {after} only up to slot {problem.slots[last].id}",
                (before, after),
            )
    return None


def blame(solvable_without: Callable[[str, Clock], bool], clock: Clock) -> Violation:
    """Name the family of rules without which a plan exists, after a proof that none exists with all of them.

    ``solvable_without`` solves the exact model without one family ("fair", "order", "tables").
    """
    for name, rule in {"fairness": "fair", "precedences": "order", "tables": "tables"}.items():
        if solvable_without(rule, clock.part(0.5)):
            return Violation(name, f"no plan keeps all rules (proven by search); one exists without the rule '{name}'")
    return Violation("availability", "no plan keeps all rules (proven by search), whichever single rule is lifted")
