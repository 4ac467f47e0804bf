"""Those who look after the directory: files, numbers, the map, duplicates and their history."""

import csv
import io
import re
from typing import Any

import pytest
from openpyxl import Workbook
from playwright.sync_api import Locator, Page, expect

from journeys.people import become, become_at

HEADER = ["Nazwa firmy", "Miasto", "NIP", "WWW", "Uwagi"]
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _csv(rows: list[list[str]], header: list[str] = HEADER) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([header, *rows])
    return text.getvalue().encode("windows-1250")


def _xlsx(rows: list[list[str]]) -> bytes:
    book = Workbook()
    for row in [HEADER, *rows]:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("file", "content_type", "write", "name", "nip"),
    [
        ("członkowie.csv", "text/csv", _csv, "Śrutownia Źródło", "1111111111"),
        ("członkowie.xlsx", XLSX_TYPE, _xlsx, "Żłobkarnia Ćma", "2222222222"),
    ],
)
def test_a_manager_imports_a_table_and_reads_what_was_rejected(
    page: Page, file: str, content_type: str, write: Any, name: str, nip: str
):
    rows = [
        [name, "Łódź", nip, "", "od 2019"],
        ["Gwoździarnia Krzywa", "Łódź", "1111111112", "", ""],
        ["", "", "", "", "?"],
    ]
    become(page, "manager")
    _upload(page, file, content_type, write(rows))
    expect(page.get_by_label("Nazwa firmy")).to_have_value("name")
    expect(page.get_by_label("Uwagi")).to_have_value("")
    page.get_by_role("button", name="Pokaż podgląd").click()
    expect(page.locator("main")).to_contain_text("Wskaż kolumnę z krajem")
    page.get_by_label("Kraj, jeśli plik go nie podaje").fill("Polska")
    page.get_by_role("button", name="Pokaż podgląd").click()

    expect(page.get_by_role("region", name="Pierwsze nowe organizacje")).to_contain_text(name)
    rejected = page.get_by_role("table", name="Odrzucone wiersze")
    expect(rejected).to_contain_text("1111111112 nie jest numerem NIP: dziesięć cyfr z poprawną cyfrą kontrolną.")
    page.get_by_role("button", name="Import").click()
    expect(page.locator("main .lead")).to_contain_text("Gotowe.", timeout=60_000)
    assert _figures(page) == {"dodano": "1", "już znane, zostawione bez zmian": "0", "odrzucone": "2"}
    page.goto(f"/pl/organisations/?q={name}")
    expect(page.get_by_role("link", name=name)).to_have_count(1)


def _upload(page: Page, file: str, content_type: str, content: bytes) -> None:
    page.goto("/pl/organisations/")
    page.get_by_role("link", name="Wczytaj plik").click()
    page.get_by_label("Plik").set_input_files({"name": file, "mimeType": content_type, "buffer": content})
    page.get_by_role("button", name="Wyślij plik").click()


def _figures(page: Page) -> dict[str, str]:
    figures = page.locator("main dl.stats > *").all()
    return {figure.locator("dt").inner_text(): figure.locator("dd").first.inner_text() for figure in figures}


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        ("526-025-02-74", "Cyfra kontrolna się zgadza."),
        ("526-025-02-75", "Cyfra kontrolna (10. cyfra) to 5, a z poprzednich cyfr wynika 4."),
        ("DE136695977", "Cyfra kontrolna nie zgadza się z regułą dla prefiksu DE."),
        ("0000028860", "Nie ma jej w katalogu."),
    ],
)
def test_a_number_is_looked_up_and_a_wrong_one_says_why(page: Page, number: str, answer: str):
    page.goto("/pl/directory/lookup/")
    page.get_by_label("Numer", exact=True).fill(number)
    page.keyboard.press("Enter")
    expect(page.locator("main .card")).to_contain_text(answer)


def test_a_mark_of_the_map_is_reached_by_keyboard_and_leads_to_its_list(page: Page):
    page.goto("/pl/map/")
    page.get_by_role("link", name="Pomiń mapę").focus()
    page.keyboard.press("Tab")
    mark = page.locator(":focus")
    expect(mark).to_have_class("map-bubble")
    place, count = re.fullmatch(r"(.+): (\d+) organizac\w+", mark.get_attribute("aria-label") or "").groups()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Organizacje")
    expect(page.get_by_role("status")).to_contain_text(f"{count} organizac")
    assert place


def test_a_region_says_who_is_there_and_leads_on(page: Page):
    page.goto("/pl/regions/")
    page.get_by_role("link", name="Polska", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Polska")
    page.goto("/pl/regions/PL82/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Podkarpackie")
    expect(page.locator("main")).to_contain_text("Lekkie Skrzydło")


def test_a_duplicate_is_merged_into_the_member_and_taken_apart_again(page: Page):
    become(page, "manager")
    duplicate = ["Sortowisko S.A.", "Gliwice", "3333333333", "", "", "PL", "tak"]
    _upload(page, "drugi.csv", "text/csv", _csv([duplicate], [*HEADER, "Kraj", "Demonstracja"]))
    page.get_by_role("button", name="Pokaż podgląd").click()
    page.get_by_role("button", name="Import").click()
    expect(page.locator("main .lead")).to_contain_text("Gotowe.", timeout=60_000)

    page.goto("/pl/directory/duplicates/")
    pair = page.get_by_role("listitem").filter(has_text="Sortowisko S.A.")
    expect(pair).to_contain_text("ta sama nazwa")
    pair.get_by_role("link", name="Porównaj").click()
    page.get_by_role("row", name="Miejscowość").get_by_role("radio").last.check()
    expect(page.get_by_role("row", name="NIP").get_by_role("radio").last).to_be_checked()
    merged = page.get_by_role("columnheader").last.get_by_role("link").get_attribute("href") or ""
    page.get_by_role("button", name="Scal w jedną").click()
    expect(page.locator("main aside .facts")).to_contain_text("3333333333")
    _stands_there(page, "Sortowisko sp. z o.o. (pokazowa)", "Gliwice")
    survivor = page.url
    page.goto(merged)
    expect(page).to_have_url(survivor)

    page.goto("/pl/directory/duplicates/")
    done = page.get_by_role("region", name="Scalenia").get_by_role("listitem").filter(has_text="Sortowisko S.A.")
    done.locator("summary").click()
    done.get_by_role("button", name="Cofnij to scalenie").click()
    expect(page.get_by_role("status")).to_contain_text("wróciła ze wszystkim, co do niej należało")
    _stands_there(page, "Sortowisko S.A.", "Gliwice")
    page.goto(survivor)
    _stands_there(page, "Sortowisko sp. z o.o. (pokazowa)", "Częstochowa")


def _stands_there(page: Page, name: str, town: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator("main .page-head")).to_contain_text(town)


def test_the_history_says_who_changed_what(page: Page):
    become(page, "member")
    page.goto("/pl/organisations/demo-laminaria-aero/edit/")
    page.get_by_label("Nazwa angielska").fill("Laminaria Aero Ltd")
    page.get_by_role("button", name="Zapisz").click()
    page.get_by_role("link", name="Historia zmian").click()
    latest = page.locator("ol.directory-history > li").first
    expect(latest).to_contain_text("Tomasz Brzezina")
    expect(_change(latest, "Nazwa angielska").locator("ins")).to_have_text("Laminaria Aero Ltd")
    become_at(page, "visitor", page.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Zaloguj się")


def _change(entry: Locator, field: str) -> Locator:
    return entry.locator("dl > div").filter(has_text=field)
