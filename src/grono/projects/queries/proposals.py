"""What the page of proposals shows; ``grono.projects.planning.consortia`` fills it."""

from dataclasses import dataclass

from grono.directory.models import Organisation


@dataclass(frozen=True)
class RunnerUpView:
    """Who came second for a member's place, and by how much the proposal's value would fall with it."""

    organisation: Organisation
    less: float


@dataclass(frozen=True)
class MemberView:
    """One member of a proposed consortium.

    ``fit`` is from 0 to 1. ``covers`` names the needs of the call that it meets, ``alone`` those that nobody else in
    the proposal meets. ``satisfies`` are titles of rules that would be broken without it; ``worked_with`` names members
    with whom it was in a project. ``is_partner`` says that it takes part already.
    """

    organisation: Organisation
    fit: float
    covers: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    satisfies: tuple[str, ...] = ()
    worked_with: tuple[str, ...] = ()
    runner_up: RunnerUpView | None = None
    is_partner: bool = False


@dataclass(frozen=True)
class ProposalView:
    """A proposed consortium with its value and the proof of it.

    ``is_proven`` says that no other choice is better (for the second and later: none that differs enough from those
    before); otherwise ``bound`` is a value that no choice exceeds, and ``gap`` how far that is above, from 0 to 1.
    ``result`` is what the rules say of the proposal: ``met``, ``not met``, ``unknown``, or empty where none are
    encoded; ``reasons`` are titles of the rules that are not met or not known.
    """

    number: int
    members: tuple[MemberView, ...]
    value: float
    fit: float
    coverage: float
    together: float
    is_proven: bool
    bound: float
    gap: float
    result: str
    reasons: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()

    @property
    def gap_percent(self) -> float:
        """Return the gap in percent."""
        return self.gap * 100


@dataclass(frozen=True)
class ProposalsView:
    """The proposals for a project: of what size, out of how many organisations, for which needs, in what time."""

    proposals: tuple[ProposalView, ...]
    size: int
    pool: int
    needs: tuple[str, ...]
    seconds: float
    unchecked: tuple[str, ...] = ()
