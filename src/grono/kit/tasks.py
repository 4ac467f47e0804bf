"""Upkeep of the job queue."""

from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled_jobs", pass_context=False)
async def retry_stalled_jobs(timestamp: int) -> None:
    """Put jobs of workers that vanished (no sign of life for 90 s) back into the queue; tasks are idempotent."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=90):
        await app.job_manager.retry_job(job)
