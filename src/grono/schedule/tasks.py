"""Jobs of the module: they take ids, load and delegate."""

from procrastinate.contrib.django import app

from grono.schedule import actions


@app.task(queue="solves", pass_context=False)
def compute_programme(solve_id: int) -> None:
    """Compute a programme; running it again does nothing."""
    actions.plan_programme(solve_id)
