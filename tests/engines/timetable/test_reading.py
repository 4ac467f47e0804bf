"""The JSON format: round trip, and errors that name their place."""

import json
from copy import deepcopy

import pytest
from hypothesis import given, settings

from engines.timetable.cases import problems, programme
from grono.engines.kit.case import CaseError
from grono.engines.timetable import Mode, Problem, Solution

CASE = {
    "step": 30,
    "blocks": [{"id": "am", "start": 540, "end": 660}, {"id": "pm", "start": 780, "end": 900}],
    "rooms": [{"id": "hall", "capacity": 100, "closures": [{"start": 540, "end": 600}]}],
    "persons": [{"id": "anna", "away": [{"start": 0, "end": 600}]}],
    "sessions": [
        {"id": "a", "length": 30, "persons": ["anna"], "wishes": [{"cost": 1, "block": "am"}]},
        {"id": "b", "length": 30, "pinned_start": 780, "pinned_room": "hall"},
    ],
    "precedences": [["a", "b"]],
    "conflicts": [["b", "a", 3]],
    "released": {"sessions": {"a": {"start": 600, "room": "hall"}}, "unplaced": ["b"]},
}


@given(problems())
@settings(max_examples=40, deadline=None)
def test_problem_survives_json(problem):
    assert Problem.from_json(json.loads(json.dumps(problem.to_json()))) == problem


def test_problem_is_read_with_defaults():
    problem = Problem.from_json(CASE)
    assert problem.mode is Mode.BEST
    assert problem.conflicts == {("a", "b"): 3}
    assert problem.released == Solution(programme(a=(600, "hall")).placements, ("b",))
    assert problem.sessions[1].pinned_start == 780
    assert Problem.from_json(problem.to_json()) == problem


@pytest.mark.parametrize(
    ("path", "value", "place", "message"),
    [
        (("step",), 0, "step", "must be at least 1 minute"),
        (("step",), "5", "step", "must be a whole number"),
        (("colour",), 1, "case", "unknown field 'colour'"),
        (("rooms", 0, "capacity"), None, "rooms[0]", "needs the field 'capacity'"),
        (("rooms", 0, "capacity"), -1, "rooms[0].capacity", "must not be negative"),
        (("rooms", 0, "closures", 0, "end"), 540, "rooms[0].closures[0]", "ends (540) before it starts (540)"),
        (("persons", 0, "away", 0, "end"), -5, "persons[0].away[0]", "ends (-5) before it starts (0)"),
        (("blocks", 1, "start"), 630, "blocks[1]", "block 'pm' overlaps block 'am'"),
        (("blocks", 1, "id"), "am", "blocks[1].id", "'am' is used twice"),
        (("sessions", 0, "length"), 0, "sessions[0].length", "must be at least 1"),
        (("sessions", 0, "persons"), ["zoe"], "sessions[0].persons[0]", "unknown person 'zoe'"),
        (("sessions", 0, "persons"), ["anna", "anna"], "sessions[0].persons", "names a person twice"),
        (("sessions", 0, "allowed_blocks"), ["x"], "sessions[0].allowed_blocks", "unknown block 'x'"),
        (("sessions", 0, "wishes", 0, "block"), "x", "sessions[0].wishes[0].block", "unknown block 'x'"),
        (("sessions", 1, "pinned_room"), "x", "sessions[1].pinned_room", "unknown room 'x'"),
        (("sessions", 1, "pinned_start"), 700, "sessions[1].pinned_start", "day 1 11:40 lies in no block"),
        (("sessions", 1, "pinned_start"), 790, "sessions[1].pinned_start", "is not on the grid of 30 minutes"),
        (("precedences", 0), ["a", "x"], "precedences[0]", "unknown session 'x'"),
        (("precedences",), [["a", "b"], ["b", "a"]], "precedences", "go round in a circle through a, b"),
        (("conflicts", 0), ["a", "a", 1], "conflicts[0]", "must name two different sessions"),
        (("conflicts", 0), ["a", "b"], "conflicts[0]", "must be a list of two sessions and a weight"),
        (("mode",), "some", "mode", "must be one of best, all_required"),
        (("order",), ["clashes", "placed"], "order", "must begin with 'placed'"),
        (("order",), ["placed", "beauty"], "order[1]", "unknown level 'beauty'"),
    ],
)
def test_bad_input_is_refused_with_its_place(path, value, place, message):
    case = deepcopy(CASE)
    inner = case
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(CaseError) as caught:
        Problem.from_json(case)
    assert caught.value.place == place
    assert caught.value.message.startswith(message) or message in caught.value.message
