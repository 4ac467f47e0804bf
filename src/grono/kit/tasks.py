"""Upkeep of the job queue and of kept pages."""

from procrastinate.contrib.django import app

from grono.kit import page_files

KEPT_DAYS = 3


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled_jobs", pass_context=False)
async def retry_stalled_jobs(timestamp: int) -> None:
    """Put jobs of workers that vanished (no sign of life for 90 s) back into the queue; tasks are idempotent."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=90):
        await app.job_manager.retry_job(job)


@app.periodic(cron="41 2 * * *")
@app.task(queueing_lock="delete_old_pages", pass_context=False)
def delete_old_pages(timestamp: int) -> None:
    """Delete kept pages that nobody asks for any more."""
    page_files.delete_old(days=KEPT_DAYS)
