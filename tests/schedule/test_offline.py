"""Reading without a connection: the service worker, the page it falls back on, the manifest, whose pages are kept."""

import json
import re

from .conftest import at

BASE = "/en/congress/small"


def test_service_worker_knows_the_page_for_each_language_and_is_asked_for_anew(client):
    answer = client.get("/sw.js")
    text = answer.content.decode()
    pages = json.loads(re.search(r"const OFFLINE = (.*);", text)[1])
    assert (pages, answer.headers["Content-Type"]) == (
        {"pl": "/pl/offline/", "en": "/en/offline/"},
        "text/javascript; charset=utf-8",
    )
    assert answer.headers["Cache-Control"] == "no-cache"


def test_page_without_a_connection_is_the_same_for_everybody(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        text = client.get("/pl/offline/").content.decode()
    assert ("Brak połączenia" in text, "data-kept-pages" in text) == (True, True)


def test_manifest_speaks_the_language_of_its_address(client):
    documents = [client.get(f"/{code}/site.webmanifest").json() for code in ("pl", "en")]
    assert [(document["lang"], document["start_url"]) for document in documents] == [("pl", "/pl/"), ("en", "/en/")]


def test_pages_of_a_reader_are_marked_and_those_of_visitors_public(client, release, talk, hall, anna):
    release((talk("A"), hall, at(9)))
    visitors = client.get(f"{BASE}/programme/")
    assert ("X-Reader" in visitors.headers, "public" in visitors.headers["Cache-Control"]) == (False, True)
    client.force_login(anna.person)
    own = client.get(f"{BASE}/programme/")
    assert (len(own.headers["X-Reader"]), own.headers["Cache-Control"]) == (16, "private, no-cache")


def test_pages_of_visitors_carry_no_token_and_set_no_cookie(client, release, talk, hall):
    release((talk("A"), hall, at(9)))
    for path in ("programme/", "programme/mine/", "sessions/A/"):
        answer = client.get(f"{BASE}/{path}")
        assert ("csrf" in answer.content.decode(), list(answer.cookies)) == (False, [])
