"""Jobs of the module: they take ids, load and delegate."""

from procrastinate.contrib.django import app

from grono.meetings import actions, mails


@app.task(queue="solves", pass_context=False)
def compute_meeting_plan(solve_id: int) -> None:
    """Compute a plan of meetings; running it again does nothing."""
    actions.plan_meetings(solve_id)


@app.task(queue="mails", pass_context=False)
def tell_participants(plan_id: int) -> None:
    """Write to everyone whose agenda a published plan changes; running it again does nothing."""
    mails.tell_participants(plan_id)
