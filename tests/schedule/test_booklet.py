"""The printed booklet."""

import pytest
from django.core.files.storage import default_storage
from django.utils.translation import override
from i18nfield.strings import LazyI18nString

from grono.congress.models import FundingCredit, Supporter, SupporterLevel
from grono.schedule.actions.booklets import FOLDER, booklet_of, make_booklets
from grono.schedule.formats import booklet
from grono.schedule.formats.booklet import booklet_data, paragraphs
from grono.schedule.queries import released_programme

from .conftest import at


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Booklets are kept in a folder of the test."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def programme(edition, release, talk, hall, attic, anna, bob):
    first = talk(
        "A",
        anna,
        bob,
        title=LazyI18nString({"pl": "Zażółć gęślą jaźń", "en": "A title"}),
        abstract=LazyI18nString({"pl": "Pierwszy *akapit*.\n\n- punkt", "en": "First"}),
        track=edition.tracks.get(),
        interpretation=["en"],
    )
    release((first, hall, at(9)), (talk("B", anna), attic, at(10)))
    return released_programme(edition)


def test_booklet_is_a_pdf_in_polish_and_english(programme):
    for language in ("pl", "en"):
        with override(language):
            content = booklet.write(booklet_data(programme))
        assert content.startswith(b"%PDF-")
        assert f"/Lang ({language})".encode() in content or f"/Lang({language})".encode() in content


def test_booklet_says_what_the_programme_says(programme):
    FundingCredit.objects.create(edition=programme.edition, name="Fundusz", text="Sfinansowano")
    level = SupporterLevel.objects.create(edition=programme.edition, code="gold", kind="sponsor", name="Złoty")
    Supporter.objects.create(level=level, name="Huta")
    with override("pl"):
        data = booklet_data(programme)
    session = data["days"][0]["hours"][0]["sessions"][0]

    assert session["title"] == "Zażółć gęślą jaźń"
    assert session["facts"].startswith("09:00–09:30 · Hall")
    assert [person["name"] for person in session["people"]] == ["Anna Test", "Bob Test"]
    assert [hour["time"] for hour in data["days"][0]["hours"]] == ["09:00", "10:00"]
    assert data["days"][1]["hours"] == []
    assert [(row["name"], len(row["sessions"])) for row in data["people"]] == [("Test Anna", 2), ("Test Bob", 1)]
    assert data["supporters"] == [{"name": "Złoty", "names": ["Huta"]}]
    assert data["credits"] == [{"name": "Fundusz", "text": "Sfinansowano"}]


@pytest.mark.parametrize(
    "text",
    [
        '#panic("injected")',
        '#read("/etc/passwd")',
        "] #panic() [",
        "$ x + $ ``` @nobody <label> \\u{0} \\",
        '"); panic("x',
        "= heading\n/ term: x\n+ 1\n// comment /* open",
        "\x00\x07 \ud7ff \u202e \U0001f600",
    ],
)
def test_texts_are_never_read_as_typst(edition, release, talk, hall, add, text):
    person = add("X")
    person.person.family_name = text.replace("\x00", "")
    person.person.save()
    session = talk("A", person, title=text.replace("\x00", "")[:300], abstract=text.replace("\x00", ""))
    release((session, hall, at(9)))

    assert booklet.write(booklet_data(released_programme(edition))).startswith(b"%PDF-")


def test_markdown_becomes_blocks_of_runs():
    assert paragraphs("One **two**\nthree\n\n- *four*\n\n<b>five</b>") == [
        {
            "kind": "text",
            "runs": [
                {"text": "One ", "strong": False, "emph": False},
                {"text": "two", "strong": True, "emph": False},
                {"text": " ", "strong": False, "emph": False},
                {"text": "three", "strong": False, "emph": False},
            ],
        },
        {"kind": "item", "runs": [{"text": "four", "strong": False, "emph": True}]},
        {"kind": "text", "runs": [{"text": "<b>five</b>", "strong": False, "emph": False}]},
    ]


def test_booklet_is_kept_until_it_says_something_else(edition, programme):
    first = booklet_of(programme)
    (kept,) = default_storage.listdir(FOLDER)[1]
    assert booklet_of(programme) == first
    assert default_storage.listdir(FOLDER)[1] == [kept]

    edition.motto = "Another motto"
    edition.save()
    booklet_of(released_programme(edition))
    assert len(default_storage.listdir(FOLDER)[1]) == 1
    assert default_storage.listdir(FOLDER)[1] != [kept]


def test_job_makes_booklets_in_all_languages(edition, programme):
    assert make_booklets(edition.pk) == 2
    assert sorted(name.split("-")[1] for name in default_storage.listdir(FOLDER)[1]) == ["en", "pl"]


def test_page_gives_the_booklet_in_the_language_asked_for(client, programme):
    page = client.get("/pl/congress/small/programme.pdf?lang=en")

    assert page.content.startswith(b"%PDF-")
    assert page.headers["Content-Disposition"] == 'inline; filename="small-en.pdf"'
    assert page.headers["Content-Type"] == "application/pdf"


def test_booklet_does_not_exist_before_a_release(client, edition):
    assert client.get("/pl/congress/small/programme.pdf").status_code == 404
