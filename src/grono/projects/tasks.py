"""Jobs of the module."""

from procrastinate.contrib.django import app

from grono.projects.actions import affinities


@app.periodic(cron="10 4 * * *")
@app.task(queueing_lock="refresh_affinities", lock="refresh_affinities", pass_context=False)
def refresh_affinities_task(timestamp: int = 0) -> None:
    """Compute the likely partners of organisations anew, where their joint work has changed."""
    affinities.refresh_affinities()
