"""Jobs that keep the search current."""

from procrastinate.contrib.django import app

from grono.search.actions import index_records


@app.task(queue="search")
def index_records_task(kind: str, ids: list[int]) -> None:
    """Write the documents of the given records anew."""
    index_records(kind, ids)
