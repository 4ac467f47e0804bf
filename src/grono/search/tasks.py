"""Jobs that keep the search current."""

from procrastinate.contrib.django import app

from grono.search import actions


@app.task(queue="search")
def index_records_task(kind: str, ids: list[int]) -> None:
    """Write the documents of the given records anew."""
    actions.index_records(kind, ids)


@app.task(queue="search")
def refresh_vectors_task(kind: str | None = None, ids: list[int] | None = None) -> None:
    """Encode what has changed, of all records or of those given."""
    actions.refresh_vectors(kind, ids)


@app.periodic(cron="40 2 * * *")
@app.task(queue="search", queueing_lock="refresh_all_vectors", pass_context=False)
def refresh_all_vectors(timestamp: int) -> None:
    """Encode whatever a job missed, or everything after the encoder has changed."""
    actions.refresh_vectors()
