"""Pages as the tests read them."""

from django.test import Client
from lxml import html


def page(client: Client, path: str) -> html.HtmlElement:
    """Return a page that must be there."""
    response = client.get(path)
    assert response.status_code == 200, path
    return html.fromstring(response.content.decode())


def words(element: html.HtmlElement) -> str:
    """Return what an element says, with single spaces."""
    return " ".join(element.text_content().split())


def record_names(document: html.HtmlElement) -> list[str]:
    """Return the headings of the records of a list, in order."""
    return [words(heading) for record in document.find_class("record") for heading in record.iter("h2", "h3")]
