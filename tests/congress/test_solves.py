"""The life of a computation."""

from dataclasses import dataclass, field

import pytest

from factories import make_edition, make_person
from grono.congress.choices import PlanKind, SolveStatus
from grono.congress.models import Edition
from grono.congress.plans import new_plan
from grono.congress.solves import AlreadySolving, NoSolution, abandon_solves, queue_solve, run_solve, stop_solve


@dataclass
class Report:
    """A progress report as engines make them."""

    phase: str = "searching"
    fraction: float | None = 0.5
    message: str = ""
    elapsed: float = 1.25
    levels: list[object] = field(default_factory=list)


@pytest.fixture
def edition(db: None) -> Edition:
    return make_edition()


def test_a_second_computation_of_a_kind_is_refused_while_the_first_is_open(edition):
    queue_solve(edition, PlanKind.MEETINGS, by=None)
    with pytest.raises(AlreadySolving):
        queue_solve(edition, PlanKind.MEETINGS, by=None)
    assert queue_solve(edition, PlanKind.PROGRAMME, by=None).status == SolveStatus.QUEUED


def test_a_computation_records_its_progress_and_its_plan(edition):
    solve = queue_solve(edition, PlanKind.MEETINGS, by=None)

    def work(solve, report):
        report(Report())
        return new_plan(edition, PlanKind.MEETINGS)

    plan = run_solve(solve.pk, work)
    solve.refresh_from_db()
    assert (solve.status, solve.plan, solve.progress["phase"]) == (SolveStatus.DONE, plan, "searching")


def test_a_computation_without_a_solution_keeps_the_reason(edition):
    solve = queue_solve(edition, PlanKind.MEETINGS, by=None)

    def work(solve, report):
        raise NoSolution("Two sessions of Anna are pinned to 09:00.")

    assert run_solve(solve.pk, work) is None
    solve.refresh_from_db()
    assert (solve.status, solve.message) == (SolveStatus.FAILED, "Two sessions of Anna are pinned to 09:00.")


def test_a_finished_computation_is_not_run_again(edition):
    solve = queue_solve(edition, PlanKind.MEETINGS, by=None)
    first = run_solve(solve.pk, lambda solve, report: new_plan(edition, PlanKind.MEETINGS))
    again = run_solve(solve.pk, lambda solve, report: new_plan(edition, PlanKind.MEETINGS))
    assert (again, edition.plans.count()) == (first, 1)


def test_a_computation_that_was_asked_to_stop_keeps_its_best(edition):
    solve = queue_solve(edition, PlanKind.MEETINGS, by=None)
    stop_solve(solve, by=make_person())
    asked = []

    def work(solve, report):
        asked.append(report.should_stop())
        return new_plan(edition, PlanKind.MEETINGS)

    plan = run_solve(solve.pk, work)
    solve.refresh_from_db()
    assert (asked, solve.status, solve.plan) == ([True], SolveStatus.STOPPED, plan)


def test_an_abandoned_computation_makes_room_for_the_next(edition):
    queue_solve(edition, PlanKind.MEETINGS, by=None)
    abandon_solves(edition, PlanKind.MEETINGS)
    assert queue_solve(edition, PlanKind.MEETINGS, by=None).status == SolveStatus.QUEUED
