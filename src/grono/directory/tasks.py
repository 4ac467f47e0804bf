"""Jobs of the directory: they take ids, load and delegate."""

from django.conf import settings
from django.utils.translation import override
from procrastinate.contrib.django import app

from grono.directory.actions import uploads


@app.task(queue="imports", pass_context=False)
def import_file(import_id: int, language: str = settings.LANGUAGE_CODE) -> None:
    """Import an uploaded file and report in a language; running it again does nothing."""
    with override(language):
        uploads.run_import(import_id)


@app.periodic(cron="17 3 * * *")
@app.task(queue="imports", queueing_lock="delete_old_uploads", pass_context=False)
def delete_old_uploads(timestamp: int) -> None:
    """Delete uploads that nobody needs any more."""
    uploads.delete_old_uploads()
