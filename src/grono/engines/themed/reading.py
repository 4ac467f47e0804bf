"""The problem as JSON and back. The format is described in docs/reference/themed-case.md."""

from __future__ import annotations

from typing import Any

from grono.engines.kit.case import Node
from grono.engines.themed.problem import TERMS, Block, Costs, Placement, Problem, Solution, Submission, Track, Weights
from grono.engines.themed.validation import validate

PROBLEM_FIELDS = tuple(Problem.__dataclass_fields__)
SUBMISSION_FIELDS = tuple(Submission.__dataclass_fields__)
TRACK_FIELDS = tuple(Track.__dataclass_fields__)


def read_problem(data: Any) -> Problem:
    """Read and validate a case given as JSON types; raises `CaseError` naming the place."""
    node = data if isinstance(data, Node) else Node(data)
    node.only(*PROBLEM_FIELDS)
    problem = Problem(
        blocks=tuple(_block(item) for item in node.field("blocks").items()),
        rooms=_texts(node.field("rooms")),
        tracks=tuple(_track(item) for item in node.field("tracks").items()),
        submissions=tuple(_submission(item) for item in node.field("submissions").items()),
        weights=_weights(node.field("weights")),
    )
    validate(problem)
    return problem


def read_solution(data: Any) -> Solution:
    """Read a programme: ``{submission: {"block": …, "room": …, "slot": …}}``."""
    node = data if isinstance(data, Node) else Node(data)
    placements = {}
    for key, item in node.members():
        item.only("block", "room", "slot")
        placements[key] = Placement(
            item.field("block").typed(str), item.field("room").typed(str), item.field("slot").typed(int)
        )
    return Solution(placements)


def write_problem(problem: Problem) -> dict[str, Any]:
    """The problem as JSON types; fields that hold their default are left out."""
    return {
        "blocks": [_without_default(block) for block in problem.blocks],
        "rooms": list(problem.rooms),
        "tracks": [_without_default(track) for track in problem.tracks],
        "submissions": [_without_default(submission) for submission in problem.submissions],
        "weights": {name: getattr(problem.weights, name) for name in TERMS if getattr(problem.weights, name)},
    }


def _without_default(item: Block | Track | Submission) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, field in type(item).__dataclass_fields__.items():
        value = getattr(item, name)
        if isinstance(value, tuple):
            value = list(value)
        elif not isinstance(value, (str, int)):
            value = dict(value)
        if value not in ([], {}) and value != field.default:
            data[name] = value
    return data


def _texts(node: Node) -> tuple[str, ...]:
    return tuple(item.typed(str) for item in node.items())


def _costs(node: Node, name: str) -> Costs:
    return {key: item.typed(int) for key, item in node.field(name, {}).members()}


def _weights(node: Node) -> Weights:
    node.only(*TERMS)
    return Weights(**{name: item.typed(int) for name, item in node.members()})


def _block(node: Node) -> Block:
    node.only("id", "slots", "room_costs")
    return Block(node.field("id").typed(str), node.field("slots").typed(int), _costs(node, "room_costs"))


def _track(node: Node) -> Track:
    node.only(*TRACK_FIELDS)
    return Track(
        id=node.field("id").typed(str),
        chairs=_texts(node.field("chairs", [])),
        block_costs=_costs(node, "block_costs"),
        room_costs=_costs(node, "room_costs"),
        similar=_costs(node, "similar"),
    )


def _submission(node: Node) -> Submission:
    node.only(*SUBMISSION_FIELDS)
    return Submission(
        id=node.field("id").typed(str),
        track=node.field("track").typed(str),
        slots=node.field("slots", 1).typed(int),
        order=node.field("order", 0).typed(int),
        presenters=_texts(node.field("presenters", [])),
        attendees=_texts(node.field("attendees", [])),
        block_costs=_costs(node, "block_costs"),
        zone_costs=_costs(node, "zone_costs"),
        room_costs=_costs(node, "room_costs"),
    )
