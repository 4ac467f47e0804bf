"""The JSON form: nothing is lost, and a mistake is named with its place."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from grono.engines.kit.case import CaseError
from grono.engines.meetings import Meeting, Mode, Participant, Placement, Problem, Slot, Solution, Table
from grono.engines.meetings.dzn import parse_dzn

FULL = Problem(
    slots=(Slot("s1", "mon", "morning"), Slot("s2", "mon")),
    tables=(Table("t1", "A", (1.0, 2.5), frozenset({"s2"})), Table("t2")),
    participants=(
        Participant("a", available=frozenset({"s1"}), tables=frozenset({"t1"})),
        Participant("b", forbidden=frozenset({"s2"}), engaged=frozenset({"s1"})),
        Participant("c", available=frozenset()),
    ),
    meetings=(
        Meeting("ab", ("a", "b"), 2, frozenset({"s1"}), "s1", frozenset({"t1", "t2"})),
        Meeting("bc", ("b", "c"), slots=frozenset()),
    ),
    precedences=(("ab", "bc"),),
    mode=Mode.ALL_REQUIRED,
    fairness=0,
    published={"ab": Placement("s1", "t1")},
)

DZN = """
nBusiness = 3; nMeetings = 2; nTables = 2; nTotalSlots = 4; nMorningSlots = 2; % a comment
requested = [|1, 2,1, |2, 3,3, |];
meetingsxBusiness = [{1,2},{1,2,3},{1,3}];
nMeetingsBusiness = [1,2,1];
forbidden = [{0},{0,3},{}];
fixed = [0,4];
precedences = [{},{1}];
"""


def test_case_keeps_every_field():
    assert Problem.from_json(json.loads(json.dumps(FULL.to_json()))) == FULL


def test_case_reads_number_as_that_many_tables(small):
    data = {**small.to_json(), "tables": 2}
    assert Problem.from_json(data) == replace(small, tables=(Table("1"), Table("2")))


def test_plan_keeps_every_field(plan):
    assert Solution.from_json(json.loads(json.dumps(plan.to_json()))) == plan


UNKNOWN_FIELD = "unknown field 'prio' (known: id, participants, priority, slots, fixed, tables)"


def change(data, path, value):
    for key in path[:-1]:
        data = data[key]
    data[path[-1]] = value


@pytest.mark.parametrize(
    ("path", "value", "place", "message"),
    [
        (("meetings", 0, "participants"), ["a", "zed"], "meetings[0].participants", "unknown participant 'zed'"),
        (("meetings", 0, "participants"), ["a", "a"], "meetings[0].participants", "'a' cannot meet themselves"),
        (("meetings", 0, "participants"), ["a"], "meetings[0].participants", "must name exactly two"),
        (("meetings", 1, "id"), "ab", "meetings[1].id", "'ab' is used twice"),
        (("meetings", 0, "priority"), 0, "meetings[0].priority", "must be 1 or more"),
        (("meetings", 0, "priority"), True, "meetings[0].priority", "must be a whole number"),
        (("meetings", 0, "fixed"), "s9", "meetings[0].fixed", "unknown slot 's9'"),
        (("meetings", 0, "prio"), 1, "meetings[0]", UNKNOWN_FIELD),
        (("participants", 1, "forbidden"), ["s9"], "participants[1].forbidden", "unknown slot 's9'"),
        (("participants", 0, "tables"), ["t9"], "participants[0].tables", "unknown table 't9'"),
        (("tables", 0, "position"), [1], "tables[0].position", "must be two numbers (metres)"),
        (("tables",), -1, "tables", "must not be negative"),
        (("slots",), None, "case", "needs the field 'slots'"),
        (("precedences",), [["ab", "xy"]], "precedences[0]", "unknown meeting 'xy'"),
        (("mode",), "hard", "mode", "must be one of soft, all_required"),
        (("fairness",), -1, "fairness", "must not be negative"),
        (("format",), "other/2", "format", "'other/2' is not 'grono-meetings/1'"),
        (("published",), {"ab": {"slot": "s1", "table": "t9"}}, "published.ab.table", "unknown table 't9'"),
    ],
)  # fmt: skip
def test_case_names_place_of_mistake(path, value, place, message):
    data = FULL.to_json()
    change(data, path, value)
    with pytest.raises(CaseError) as caught:
        Problem.from_json(data)
    assert (caught.value.place, caught.value.message) == (place, message)


def test_dzn_becomes_problem():
    problem = parse_dzn(DZN)
    assert [slot.session for slot in problem.slots] == ["morning", "morning", "afternoon", "afternoon"]
    assert problem.participants[1] == Participant("2", forbidden=frozenset({"3"}))
    assert problem.meetings == (
        Meeting("1", ("1", "2"), slots=frozenset({"1", "2"})),
        Meeting("2", ("2", "3"), fixed="4"),
    )
    assert problem.precedences == (("1", "2"),)
    assert (len(problem.tables), problem.mode, problem.fairness) == (2, Mode.ALL_REQUIRED, 2)
    assert Problem.from_json(problem.to_json()) == problem


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("nTables = 2;", "", "dzn: nTables: is missing"),
        ("nTables = 2;", "nTables = x;", "dzn: nTables: must be a whole number"),
        ("fixed = [0,4]", "fixed = [0]", "dzn: fixed: has 1 entries where 2 are needed"),
        ("|2, 3,3,", "|2, 3,4,", "dzn: requested[2]: session 4 is none of 1, 2, 3"),
        ("|2, 3,3,", "|2, 9,3,", "meetings[1].participants: unknown participant '9'"),
    ],
)
def test_dzn_names_place_of_mistake(old, new, message):
    with pytest.raises(CaseError) as caught:
        parse_dzn(DZN.replace(old, new))
    assert str(caught.value) == message
