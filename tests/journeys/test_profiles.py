"""A cooperation profile on its way: draft, review with a note, correction, publication, found by others."""

from playwright.sync_api import Page, expect

from journeys.people import become, become_at, sign_in

REVIEWER = "beata.kedziorek@fundacja-lekkie-skrzydlo.example"
TITLE = "Wykonawca narzędzi do formowania żeber kadłuba z kompozytu"
SUMMARY = (
    "Producent struktur węglowych szuka narzędziowni, która wykona sześć form do żeber kadłuba szybowca "
    "i weźmie udział w próbach pierwszej serii."
)
DESCRIPTION = (
    "Żebra układamy z prepregu i utwardzamy w autoklawie w temperaturze 135 stopni. Formy muszą zachować kształt przez "
    "trzysta cykli, a ich masa nie może przekroczyć czterdziestu kilogramów, bo przestawia je dwóch ludzi. Rysunki "
    "i materiał na próbki dajemy my. Oczekujemy pomiaru każdej formy na współrzędnościówce i wizyty przy pierwszym "
    "utwardzaniu."
)
ROLE = "Narzędziownia z frezarką pięcioosiową o stole co najmniej trzymetrowym."
NOTE = "Proszę dopisać, gdzie leży zakład, który ma wykonać próby."


def test_a_profile_is_written_returned_corrected_published_and_found(page: Page):
    become(page, "member")
    _write_an_empty_draft(page)
    expect(page.get_by_role("alert")).to_contain_text("Streszczenie musi mieć co najmniej 100 znaków")
    _complete(page)
    expect(page.get_by_role("status")).to_contain_text("Profil czeka na weryfikację")
    profile = page.url

    _review(page, profile)
    page.get_by_label("Co należy zmienić").fill(NOTE)
    page.get_by_role("button", name="Zwróć z tymi uwagami").click()
    expect(page.get_by_role("status")).to_contain_text("Profil wrócił do autorów razem z uwagami.")

    become_at(page, "member", "/pl/cooperation/mine/")
    mine = page.get_by_role("listitem").filter(has_text=TITLE)
    expect(mine).to_contain_text(NOTE)
    mine.get_by_role("link", name="Edytuj").click()
    page.get_by_label("Poszukiwany partner i jego rola").fill(f"{ROLE} Próby odbywają się w Rzeszowie.")
    page.get_by_role("button", name="Zapisz i przekaż do weryfikacji").click()
    expect(page).to_have_url(profile)

    _review(page, profile)
    page.get_by_role("button", name="Opublikuj").click()
    expect(page.get_by_role("status")).to_contain_text("Profil został opublikowany.")
    _stands_where_others_look(page)


def test_a_manager_publishes_the_profile_that_waits(page: Page):
    become(page, "manager")
    page.goto("/pl/dashboard/")
    page.get_by_role("link", name="Profile do weryfikacji").click()
    page.get_by_role("link", name="Tacka z jednego tworzywa").first.click()
    page.get_by_role("button", name="Opublikuj").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Profile do weryfikacji")
    expect(page.get_by_role("link", name="Tacka z jednego tworzywa")).to_have_count(0)
    become_at(page, "visitor", "/pl/cooperation/")
    expect(page.get_by_role("link", name="Tacka z jednego tworzywa")).to_have_count(1)


def _write_an_empty_draft(page: Page) -> None:
    page.goto("/pl/cooperation/mine/")
    page.get_by_role("link", name="Napisz profil").click()
    page.get_by_label("Zapytanie biznesowe").check()
    page.get_by_label("Tytuł").fill(TITLE)
    page.get_by_role("button", name="Zapisz i przekaż do weryfikacji").click()


def _complete(page: Page) -> None:
    page.get_by_label("Streszczenie").fill(SUMMARY)
    page.get_by_label("Opis").fill(DESCRIPTION)
    page.get_by_label("Poszukiwany partner i jego rola").fill(ROLE)
    page.get_by_label("Umowa produkcyjna").check()
    page.get_by_label("Ważny do").fill("2027-12-31")
    page.get_by_role("button", name="Zapisz i przekaż do weryfikacji").click()


def _review(page: Page, profile: str) -> None:
    """Open, as the manager of the writer's cluster, the profile from the queue."""
    become_at(page, "visitor", "/pl/cooperation/review/")
    sign_in(page, REVIEWER)
    page.get_by_role("link", name=TITLE, exact=True).click()
    expect(page).to_have_url(profile)


def _stands_where_others_look(page: Page) -> None:
    become_at(page, "visitor", "/pl/cooperation/?q=narzędzi")
    link = page.get_by_role("link", name=TITLE)
    expect(link).to_have_count(1)
    feed = page.request.get("/pl/cooperation/feed.atom")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert f"<title>{TITLE}</title>" in feed.text()
    page.goto("/pl/search/?q=formowanie+żebra+kadłuba")
    expect(page.locator("ol.search-hits h2").filter(has_text=TITLE)).to_have_count(1)
    become_at(page, "visitor", "/pl/organisations/demo-laminaria-aero/")
    page.get_by_role("region", name="Profile współpracy").get_by_role("link", name=TITLE).click()
    expect(page.locator("main")).to_contain_text("Próby odbywają się w Rzeszowie.")
    expect(page.locator("main")).not_to_contain_text(NOTE)
