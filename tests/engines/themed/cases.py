"""Small programmes, hand-made and random."""

import random
from itertools import product

from hypothesis import strategies as st

from grono.engines.themed import TERMS, Block, Placement, Problem, Solution, Submission, Track, Weights, check, cost_of

BLOCKS = (Block("am", 2), Block("pm", 2))


def small(*submissions, blocks=BLOCKS, rooms=("hall", "studio"), tracks=None, **weights):
    """A problem with the tracks that its submissions name."""
    names = dict.fromkeys(submission.track for submission in submissions)
    return Problem(blocks, rooms, tracks or tuple(Track(name) for name in names), submissions, Weights(**weights))


@st.composite
def problems(draw, most=6):
    """Problems in which every term can count; not all of them have a programme."""
    rng = random.Random(draw(st.integers(0, 2**32)))
    blocks = [f"b{number}" for number in range(rng.randint(1, 3))]
    rooms = [f"r{number}" for number in range(rng.randint(1, 2))]
    tracks = [f"k{number}" for number in range(rng.randint(1, 3))]
    people = ["ann", "bob", "cyd"]

    def costs(names):
        return {name: rng.randint(1, 9) for name in names if rng.random() < 0.3}

    def some():
        return tuple(name for name in people if rng.random() < 0.25)

    owners = tracks + [rng.choice(tracks) for _ in range(rng.randint(0, most - len(tracks)))]
    return Problem(
        blocks=tuple(Block(name, rng.randint(2, 3), costs(rooms)) for name in blocks),
        rooms=tuple(rooms),
        tracks=tuple(
            Track(name, some(), costs(blocks), costs(rooms), costs(tracks[:number]))
            for number, name in enumerate(tracks)
        ),
        submissions=tuple(
            Submission(
                f"s{number}",
                track,
                rng.choice((1, 1, 2)),
                rng.choice((0, 0, 1, 2)),
                some(),
                some(),
                costs(blocks),
                costs(blocks),
                costs(rooms),
            )
            for number, track in enumerate(owners)
        ),
        weights=Weights(**{name: rng.choice((0, 1, 10)) for name in TERMS}),
    )


def optimum(problem):
    """The least cost over all programmes, by trying them; None if there is none."""
    places = [
        [
            Placement(block.id, room, slot)
            for block in problem.blocks
            for room in problem.rooms
            for slot in range(block.slots - s.slots + 1)
        ]
        for s in problem.submissions
    ]
    names = [s.id for s in problem.submissions]
    programmes = (Solution(dict(zip(names, choice, strict=True))) for choice in product(*places))
    return min((cost_of(problem, one) for one in programmes if not check(problem, one)), default=None)
