"""Jobs of the module: they take ids, load and delegate."""

from django.conf import settings
from django.utils.translation import override
from procrastinate.contrib.django import app

from grono.schedule import actions
from grono.schedule.actions import booklets, imports, warming
from grono.schedule.mails import tell_about_cancellation, tell_about_release


@app.task(queue="solves", pass_context=False)
def compute_programme(solve_id: int) -> None:
    """Compute a programme; running it again does nothing."""
    actions.plan_programme(solve_id)


@app.task(queue="mails", pass_context=False)
def after_release(plan_id: int, notify: bool) -> None:
    """Tell those whom a release touches; running it again tells nobody twice."""
    if notify:
        tell_about_release(plan_id)


@app.task(queue="imports", pass_context=False)
def warm_pages(edition_id: int) -> None:
    """Have the main public pages rendered; again does nothing but read them."""
    warming.warm_programme(edition_id)


@app.task(queue="mails", pass_context=False)
def mail_cancellation(session_id: int) -> None:
    """Tell the people of a session, and those who marked it, that it does not take place or does again."""
    tell_about_cancellation(session_id)


@app.task(queue="imports", pass_context=False)
def import_schedule_file(import_id: int, language: str = settings.LANGUAGE_CODE) -> None:
    """Make a draft out of an uploaded schedule and report in a language; running it again does nothing."""
    with override(language):
        imports.run_import(import_id)


@app.periodic(cron="27 3 * * *")
@app.task(queue="imports", queueing_lock="delete_old_schedules", pass_context=False)
def delete_old_schedules(timestamp: int) -> None:
    """Delete uploaded schedules that nobody needs any more."""
    imports.delete_old_uploads()


@app.task(queue="imports", pass_context=False)
def make_booklets(edition_id: int) -> None:
    """Make the printed booklets of the released programme, so that nobody waits for them; again does nothing."""
    booklets.make_booklets(edition_id)
