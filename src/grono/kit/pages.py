"""Public pages kept ready: rendered and compressed once, served from memory until their data changes.

A page is kept under its address, its language and a *stamp*: a short text that changes whenever the page may look
different (usually the edition's counter, one query). Only visitors without a session get a kept page.

Pages that are ``shared`` also lie on the disk (`page_files`): one process renders them, all others read them.

`serve_kept` stands near the top of the middleware: an address whose page is kept is answered there after its stamp is
asked for, so that neither the address is resolved nor sessions, people and messages are looked for.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import Any

import brotli
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, get_language_from_path

from grono.kit import page_files

KEPT_BYTES = 48 * 1024 * 1024
SMALLEST_COMPRESSED = 512
STAMP = "_kept_stamp"
READER = "X-Reader"  # header of pages that are not the same for everybody


@dataclass(frozen=True)
class KeptPage:
    """A rendered page in the encodings that browsers ask for."""

    content_type: str
    language: str
    etag: str
    bodies: dict[str, bytes]
    filename: str = ""

    @property
    def size(self) -> int:
        """Bytes that the page takes in memory."""
        return sum(len(body) for body in self.bodies.values())


Key = tuple[str, str, str, str, str]  # module and name of the view, address, language, stamp
Stamp = Callable[[HttpRequest], str | None]


@dataclass(frozen=True)
class Way:
    """How the page at an address is found again without its view: the parts of its key and who tells its stamp."""

    module: str
    name: str
    stamp: Stamp


class Shelf:
    """Kept pages, the least recently used thrown out first once they fill ``limit`` bytes."""

    def __init__(self, limit: int = KEPT_BYTES) -> None:
        self.limit = limit
        self.size = 0
        self.pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self.ways: dict[str, Way] = {}
        self.lock = Lock()

    def get(self, key: Key) -> KeptPage | None:
        """Return the page under a key, if it is still there."""
        with self.lock:
            page = self.pages.get(key)
            if page is not None:
                self.pages.move_to_end(key)
            return page

    def put(self, key: Key, page: KeptPage, way: Way | None = None) -> None:
        """Keep a page and the way to it, making room for it."""
        with self.lock:
            if way is not None:
                self.ways[key[2]] = way
            if key in self.pages:
                self.size -= self.pages.pop(key).size
            self.pages[key] = page
            self.size += page.size
            while self.size > self.limit and len(self.pages) > 1:
                gone, dropped = self.pages.popitem(last=False)
                self.size -= dropped.size
                self.ways.pop(gone[2], None)

    def clear(self) -> None:
        """Forget all pages."""
        with self.lock:
            self.pages.clear()
            self.ways.clear()
            self.size = 0


shelf = Shelf()
View = Callable[..., HttpResponse]


def cached_page(stamp: Callable[..., str | None], *, shared: bool = False) -> Callable[[View], View]:
    """Keep the decorated view's page for visitors without a session, on the disk too if it is ``shared``.

    ``stamp(request, **view arguments)`` returns the text under which the page is valid, or ``None`` when it must
    not be kept. The answer carries an ETag (304 when the browser has it) and may be reused by proxies for a
    minute while they ask anew.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not _is_visitor(request):
                return _for_one_reader(request, view(request, *args, **kwargs))
            asked = hasattr(request, STAMP)
            valid = getattr(request, STAMP) if asked else stamp(request, *args, **kwargs)
            if valid is None:
                return view(request, *args, **kwargs)
            key = (view.__module__, view.__qualname__, request.get_full_path(), get_language() or "", valid)
            page = shelf.get(key)
            if page is None:
                page = _from_disk(key) if shared else None
                if page is None:
                    response = view(request, *args, **kwargs)
                    if response.status_code != 200 or response.streaming or response.cookies:
                        return response
                    page = _keep(response)
                    if shared:
                        _to_disk(key, page)
                shelf.put(key, page, Way(key[0], key[1], lambda later: stamp(later, *args, **kwargs)))
            return _answer(request, page)

        return kept

    return decorate


def serve_kept(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: answer a visitor at once when the page of the address is kept and still valid."""

    def middleware(request: HttpRequest) -> HttpResponse:
        page = _kept_for(request) if _is_visitor(request) else None
        return get_response(request) if page is None else _answer(request, page)

    return middleware


def _kept_for(request: HttpRequest) -> KeptPage | None:
    address = request.get_full_path()
    way, language = shelf.ways.get(address), get_language_from_path(request.path_info)
    if way is None or language is None:
        return None
    request.get_host()  # an unknown host is refused here as everywhere
    try:
        valid = way.stamp(request)
    except Http404:
        return None  # what was there is gone: the view says so
    setattr(request, STAMP, valid)  # for the view, which needs it if the page must be rendered anew
    return shelf.get((way.module, way.name, address, language, valid)) if valid else None


def _for_one_reader(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Say that a page is for one reader, and which: a browser that keeps pages throws them away for another reader."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    response.headers[READER] = salted_hmac("grono.kit.pages", session).hexdigest()[:16]
    return response


def _is_visitor(request: HttpRequest) -> bool:
    return (
        request.method in {"GET", "HEAD"}
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
    )


def _keep(response: HttpResponse) -> KeptPage:
    if hasattr(response, "render") and not getattr(response, "is_rendered", True):
        response.render()
    body = response.content
    bodies = {"": body}
    if len(body) >= SMALLEST_COMPRESSED:
        bodies["br"] = brotli.compress(body, quality=6)
        bodies["gzip"] = gzip.compress(body, compresslevel=6, mtime=0)
    return KeptPage(
        content_type=response.headers["Content-Type"],
        language=response.headers.get("Content-Language", get_language() or ""),
        etag=hashlib.blake2b(body, digest_size=12).hexdigest(),
        bodies=bodies,
        filename=response.headers.get("Content-Disposition", ""),
    )


def _to_disk(key: Key, page: KeptPage) -> None:
    facts = {name: getattr(page, name) for name in ("content_type", "language", "etag", "filename")}
    page_files.write(key, facts, page.bodies)


def _from_disk(key: Key) -> KeptPage | None:
    found = page_files.read(key)
    return KeptPage(**found[0], bodies=found[1]) if found else None


def _answer(request: HttpRequest, page: KeptPage) -> HttpResponse:
    encoding = _encoding(request.headers.get("Accept-Encoding", ""), page)
    etag = f'"{page.etag}-{encoding or "id"}"'
    if etag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(page.bodies[encoding], content_type=page.content_type)
        if encoding:
            response.headers["Content-Encoding"] = encoding
        if page.filename:
            response.headers["Content-Disposition"] = page.filename
    response.headers["ETag"] = etag
    response.headers["Content-Language"] = page.language
    response.headers["Cache-Control"] = "public, max-age=0, s-maxage=60, stale-while-revalidate=60"
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    return response


def _encoding(accepted: str, page: KeptPage) -> str:
    offered = {part.split(";")[0].strip() for part in accepted.split(",") if "q=0" not in part.replace(" ", "")[-4:]}
    return next((name for name in ("br", "gzip") if name in offered and name in page.bodies), "")
