"""How the quality of a plan is shown; each module words the levels of its own plans."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LevelRow:
    """A level of quality as the console shows it; ``bar`` is 0…100, the value as a part of the bound."""

    title: str
    explanation: str
    value: str
    bar: float | None
    proven: bool
    proof: str
