"""Supporters with logos, stands, public funds: what organisers enter and what everyone sees."""

import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import make_edition, make_organisation
from grono.congress.actions.supporters import delete_orphaned_logos
from grono.congress.models import Edition, Exhibitor, FundingCredit, Supporter, SupporterLevel, TeamMember

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 40


@pytest.fixture(autouse=True)
def _files(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def edition(db: None, organiser) -> Edition:
    edition = make_edition()
    TeamMember.objects.create(edition=edition, person=organiser)
    return edition


@pytest.fixture
def level(edition: Edition) -> SupporterLevel:
    return SupporterLevel.objects.create(edition=edition, code="gold", kind="sponsor", name="Złoci sponsorzy")


@pytest.fixture
def at(client, edition, organiser):
    """Return the address of a part, as the organiser opens it."""
    client.force_login(organiser)
    return lambda path: f"/en/congress/{edition.slug}/organiser/parts/{path}"


def png(content: bytes = PNG, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def kept(folder: Path) -> list[str]:
    return sorted(path.suffix for path in (folder / "congress").glob("*"))


def errors(response) -> dict[str, list[str]]:
    return {name: [str(fault) for fault in faults] for name, faults in response.context["form"].errors.items()}


def test_levels_and_supporters_are_shown_to_everyone_in_their_order(client, edition, at):
    for name in ("Partnerzy", "Patroni"):
        client.post(at("levels/new/"), {"name_pl": name, "kind": "partner"})
    patrons = SupporterLevel.objects.get(code="patroni")
    client.post(at(f"levels/{patrons.pk}/order/"), {"to": "up"})
    for name in ("Województwo", "Miasto"):
        client.post(at("supporters/new/"), {"level": patrons.pk, "name": name})
    client.logout()
    page = client.get(f"/pl/congress/{edition.slug}/supporters/")
    shown = [(str(level), [str(one) for one in level.supporters.all()]) for level in page.context["levels"]]
    assert shown == [("Patroni", ["Województwo", "Miasto"])]  # a level without anybody is not shown


def test_supporter_from_the_directory_leads_to_its_page(client, edition, level, at, their_organisation):
    asked = {"level": level.pk, "name": "Żyzny Krąg", "organisation": their_organisation.name, "website": "zk.example"}
    client.post(at("supporters/new/"), asked)
    supporter = Supporter.objects.get()
    assert (supporter.organisation, supporter.website) == (their_organisation, "https://zk.example")
    page = client.get(f"/en/congress/{edition.slug}/supporters/").content.decode()
    assert '<a href="/en/organisations/zyzny-krag/">Żyzny Krąg</a>' in page


def test_unknown_organisation_and_name_twice_on_a_level_are_refused(client, level, at):
    response = client.post(at("supporters/new/"), {"level": level.pk, "name": "A", "organisation": "Nobody Ltd"})
    assert errors(response) == {"organisation": ["“Nobody Ltd” is not in the directory of organisations."]}
    client.post(at("supporters/new/"), {"level": level.pk, "name": "A"})
    response = client.post(at("supporters/new/"), {"level": level.pk, "name": "A"})
    assert (list(errors(response)), Supporter.objects.count()) == (["__all__"], 1)


def test_level_of_another_edition_is_refused(client, edition, level, at):
    other = SupporterLevel.objects.create(edition=make_edition(), code="x", kind="patron", name="X")
    response = client.post(at("supporters/new/"), {"level": other.pk, "name": "A"})
    assert (list(errors(response)), Supporter.objects.count()) == (["level"], 0)


def test_logo_is_handed_out_to_everyone_and_may_be_kept(client, edition, level, at):
    client.post(at("supporters/new/"), {"level": level.pk, "name": "A", "logo_file": png()})
    client.logout()
    name = Supporter.objects.get().logo.name.rpartition("/")[2]
    answer = client.get(f"/en/congress/{edition.slug}/logos/{name}")
    assert b"".join(answer.streaming_content) == PNG
    wanted = ("Content-Type", "Cache-Control", "X-Content-Type-Options")
    assert [answer.headers[header] for header in wanted] == [
        "image/png",
        "public, max-age=31536000, immutable",
        "nosniff",
    ]
    assert client.get(f"/en/congress/{make_edition().slug}/logos/{name}").status_code == 404


def test_logo_of_a_hidden_edition_is_for_its_team(client, edition, level, at, outsider):
    client.post(at("supporters/new/"), {"level": level.pk, "name": "A", "logo_file": png()})
    Edition.objects.update(is_public=False)
    client.force_login(outsider)
    name = Supporter.objects.get().logo.name.rpartition("/")[2]
    assert client.get(f"/en/congress/{edition.slug}/logos/{name}").status_code == 403


def test_new_logo_takes_the_place_of_the_old_one(client, level, at, tmp_path, django_capture_on_commit_callbacks):
    client.post(at("supporters/new/"), {"level": level.pk, "name": "A", "logo_file": png()})
    supporter = Supporter.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        asked = {"level": level.pk, "name": "A", "logo_file": png(JPEG, "logo.jpg")}
        client.post(at(f"supporters/{supporter.pk}/"), asked)
    supporter.refresh_from_db()
    assert (supporter.logo_type, kept(tmp_path)) == ("image/jpeg", [".jpg"])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(at(f"supporters/{supporter.pk}/"), {"level": level.pk, "name": "A", "drop_logo": "on"})
    supporter.refresh_from_db()
    assert (supporter.logo.name, supporter.logo_type, kept(tmp_path)) == ("", "", [])


def test_logo_goes_with_its_supporter(client, level, at, tmp_path, django_capture_on_commit_callbacks):
    client.post(at("supporters/new/"), {"level": level.pk, "name": "A", "logo_file": png()})
    with django_capture_on_commit_callbacks(execute=True):
        client.post(at(f"supporters/{Supporter.objects.get().pk}/removal/"))
    assert (Supporter.objects.count(), kept(tmp_path)) == (0, [])


@pytest.mark.parametrize(
    ("upload", "fault"),
    [
        (png(b"<svg/>", "logo.svg"), "SVG cannot be taken, because it may carry scripts. Send PNG, JPEG or WEBP."),
        (png(b"%PDF-1.7", "logo.pdf"), "A logo is a file of the kind PNG, JPEG or WEBP."),
        (png(b"<script>", "logo.png"), "The content of the file is not what its name says (PNG)."),
        (png(PNG + b"\0" * 1024 * 1024), "The file is larger than 1 MB."),
    ],
)
def test_logo_of_another_kind_is_refused_and_nothing_kept(client, level, at, tmp_path, upload, fault):
    upload.seek(0)
    response = client.post(at("supporters/new/"), {"level": level.pk, "name": "A", "logo_file": upload})
    assert errors(response) == {"logo_file": [fault]}
    assert (Supporter.objects.count(), kept(tmp_path)) == (0, [])


def test_logo_of_a_refused_supporter_is_not_kept(client, level, at, tmp_path):
    Supporter.objects.create(level=level, name="A")
    client.post(at("supporters/new/"), {"level": level.pk, "name": "A", "logo_file": png()})
    assert (Supporter.objects.count(), kept(tmp_path)) == (1, [])


def test_orphaned_logos_are_deleted_after_a_day(client, level, at, tmp_path):
    client.post(at("supporters/new/"), {"level": level.pk, "name": "A", "logo_file": png()})
    stray = tmp_path / "congress" / "stray.webp"
    stray.write_bytes(b"RIFF")
    assert delete_orphaned_logos() == 0
    os.utime(stray, (0, 0))
    assert (delete_orphaned_logos(), kept(tmp_path)) == (1, [".png"])


def test_level_with_supporters_stays_and_says_whose_it_is(client, level, at):
    Supporter.objects.create(level=level, name="Huta Próbna")
    response = client.post(at(f"levels/{level.pk}/removal/"), follow=True)
    refusal = [str(message) for message in response.context["messages"]]
    assert refusal == ["“Złoci sponsorzy” cannot be removed, because it is used by: supporters (1): Huta Próbna."]
    Supporter.objects.all().delete()
    client.post(at(f"levels/{level.pk}/removal/"))
    assert not SupporterLevel.objects.exists()


def test_stand_is_taken_once_and_an_organisation_has_one(client, edition, at, their_organisation, partner_organisation):
    asked = {"organisation": their_organisation.name, "stand": "A1", "zone_pl": "Hala A"}
    client.post(at("exhibitors/new/"), asked)
    taken = errors(client.post(at("exhibitors/new/"), asked | {"organisation": partner_organisation.name}))
    again = errors(client.post(at("exhibitors/new/"), asked | {"stand": "A2"}))
    assert [taken, again] == [
        {"__all__": ["This stand is taken."]},
        {"__all__": ["This organisation has a stand already."]},
    ]
    page = client.get(f"/en/congress/{edition.slug}/exhibitors/")
    assert [str(stand) for stand in page.context["exhibitors"]] == [f"A1 {their_organisation}"]


def test_funds_stand_on_every_page_of_their_edition_and_nowhere_else(client, edition):
    FundingCredit.objects.create(edition=edition, name="Fundusz Próbny", text="Projekt nr 7")
    pages = [f"/pl/congress/{edition.slug}/press/", f"/pl/congress/{make_edition().slug}/press/", "/pl/congress/"]
    found = ["Projekt nr 7" in client.get(page).content.decode() for page in pages]
    assert found == [True, False, False]


def test_changed_funds_change_kept_pages(client, edition, at, organiser):
    page = f"/pl/congress/{edition.slug}/supporters/"
    client.logout()
    client.get(page)
    client.force_login(organiser)
    client.post(at("funds/new/"), {"name": "Fundusz Próbny", "text_pl": "Projekt nr 7"})
    client.logout()
    assert "Projekt nr 7" in client.get(page).content.decode()


@pytest.mark.parametrize(
    "page", ["supporters", "exhibitors", "organiser/supporters", "organiser/supporters/exhibitors"]
)
def test_pages_cost_the_same_for_one_and_for_three(client, edition, level, organiser, page):
    client.force_login(organiser)
    counts = []
    for numbers in ([1], [2, 3]):
        for number in numbers:
            organisation = make_organisation()
            Supporter.objects.create(level=level, name=f"S{number}", organisation=organisation)
            Exhibitor.objects.create(edition=edition, organisation=organisation, stand=f"A{number}")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/en/congress/{edition.slug}/{page}/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
