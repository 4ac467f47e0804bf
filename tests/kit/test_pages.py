"""Pages kept for visitors."""

import brotli
import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from grono.kit.pages import KeptPage, Shelf, cached_page, shelf

BODY = "Klastry współpracują. " * 100


@pytest.fixture(autouse=True)
def _empty_shelf():
    shelf.clear()


@pytest.fixture
def page():
    """A view that counts its calls; its stamp is taken from the address."""
    calls = []

    @cached_page(lambda request: request.GET.get("stamp"))
    def view(request):
        calls.append(request.get_full_path())
        return HttpResponse(BODY)

    view.calls = calls
    return view


def test_the_second_visitor_gets_the_kept_page(page):
    first, second = (page(RequestFactory().get("/?stamp=1")) for _ in range(2))
    assert (first.content, second.content, len(page.calls)) == (BODY.encode(), BODY.encode(), 1)


def test_a_new_stamp_renders_anew(page):
    for stamp in (1, 2):
        page(RequestFactory().get(f"/?stamp={stamp}"))
    assert len(page.calls) == 2


def test_without_a_stamp_nothing_is_kept(page):
    for _ in range(2):
        page(RequestFactory().get("/"))
    assert len(page.calls) == 2


def test_somebody_with_a_session_never_gets_a_kept_page(page):
    for _ in range(2):
        request = RequestFactory().get("/?stamp=1")
        request.COOKIES["sessionid"] = "x"
        page(request)
    assert len(page.calls) == 2


def test_the_page_is_compressed_as_the_browser_asks(page):
    response = page(RequestFactory().get("/?stamp=1", headers={"accept-encoding": "gzip, br"}))
    assert response.headers["Content-Encoding"] == "br"
    assert brotli.decompress(response.content).decode() == BODY


def test_a_browser_that_has_the_page_gets_304(page):
    tag = page(RequestFactory().get("/?stamp=1")).headers["ETag"]
    response = page(RequestFactory().get("/?stamp=1", headers={"if-none-match": tag}))
    assert (response.status_code, response.content) == (304, b"")


def test_the_shelf_throws_out_what_was_not_used_for_longest():
    small = Shelf(limit=20)
    for name in "abc":
        small.put((name,), KeptPage("text/html", "en", name, {"": b"x" * 8}))
    assert (small.get(("a",)), small.size) == (None, 16)
