"""Pages kept for visitors."""

import brotli
import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.translation import override

from grono.kit import page_files
from grono.kit.pages import KeptPage, Key, Shelf, Way, cached_page, serve_kept, shelf

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
    way = Way("module", "view", lambda request: "1")
    for name in "abc":
        small.put(_key(name), KeptPage("text/html", "en", name, {"": b"x" * 8}), way)
    assert (small.get(_key("a")), small.size, list(small.ways)) == (None, 16, ["/en/b", "/en/c"])


def _key(name: str) -> Key:
    return ("module", "view", f"/en/{name}", "en", "1")


@pytest.fixture
def front(page):
    """The middleware in front of the page: answers of the page itself carry no mark, so that both are told apart."""
    return serve_kept(lambda request: HttpResponse("from the view"))


def test_a_kept_address_is_answered_before_the_view_is_looked_for(page, front):
    with override("en"):
        page(RequestFactory().get("/en/?stamp=1"))
    assert front(RequestFactory().get("/en/?stamp=1")).content == BODY.encode()


def test_a_stamp_that_is_no_longer_valid_goes_to_the_view():
    valid = ["1"]
    kept = cached_page(lambda request: valid[0])(lambda request: HttpResponse(BODY))
    with override("en"):
        kept(RequestFactory().get("/en/"))
    front = serve_kept(lambda request: HttpResponse("from the view"))
    assert front(RequestFactory().get("/en/")).content == BODY.encode()
    valid[0] = "2"
    assert front(RequestFactory().get("/en/")).content == b"from the view"


@pytest.mark.parametrize("change", [{"COOKIES": {"sessionid": "x"}}, {"method": "POST"}, {"path_info": "/"}])
def test_others_than_visitors_of_that_language_go_to_the_view(page, front, change):
    with override("en"):
        page(RequestFactory().get("/en/?stamp=1"))
    request = RequestFactory().get("/en/?stamp=1")
    for name, value in change.items():
        setattr(request, name, value)
    assert front(request).content == b"from the view"


def test_a_page_for_one_reader_says_so_and_tells_readers_apart(page):
    readers = set()
    for session in ("x", "x", "y"):
        request = RequestFactory().get("/?stamp=1")
        request.COOKIES["sessionid"] = session
        response = page(request)
        assert response.headers["Cache-Control"] == "private, no-cache"
        readers.add(response.headers["X-Reader"])
    assert len(readers) == 2


@pytest.fixture
def _own_folder(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.mark.usefixtures("_own_folder")
def test_a_shared_page_is_rendered_once_for_all_processes():
    calls = []

    @cached_page(lambda request: "1", shared=True)
    def view(request):
        calls.append(request.get_full_path())
        return HttpResponse(BODY, headers={"Content-Disposition": "inline"})

    first = view(RequestFactory().get("/shared/"))
    shelf.clear()  # what another process has in its memory
    second = view(RequestFactory().get("/shared/"))
    assert (second.content, second.headers["ETag"], len(calls)) == (BODY.encode(), first.headers["ETag"], 1)
    assert second.headers["Content-Disposition"] == "inline"
    page_files.clear()
    shelf.clear()
    view(RequestFactory().get("/shared/"))
    assert len(calls) == 2


@pytest.mark.usefixtures("_own_folder")
def test_old_files_of_pages_are_deleted():
    page_files.write(("a",), {"etag": "x"}, {"": b"body"})
    assert page_files.read(("a",)) == ({"etag": "x"}, {"": b"body"})
    assert (page_files.delete_old(days=1), page_files.delete_old(days=-1)) == (0, 1)
    assert page_files.read(("a",)) is None


@pytest.mark.usefixtures("_own_folder")
def test_a_page_is_served_when_it_cannot_be_written(tmp_path):
    (tmp_path / "pages").write_text("a file where the folder should be")
    view = cached_page(lambda request: "1", shared=True)(lambda request: HttpResponse(BODY))
    assert view(RequestFactory().get("/shared/")).content == BODY.encode()
