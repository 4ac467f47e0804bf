"""Press accreditation: asked for, answered, told by mail, erased on demand."""

import io

import pytest
from django.core import mail
from openpyxl import load_workbook

from factories import make_edition, make_person
from grono.congress.actions.press import answer_accreditation, request_accreditation
from grono.congress.models import Edition, PressAccreditation, TeamMember
from grono.congress.personal_data import ACCREDITATIONS, TEAMS
from grono.congress.tasks import mail_accreditation


@pytest.fixture
def edition(db: None, organiser, settings) -> Edition:
    """An edition some weeks ahead."""
    settings.CLOCK = "2027-04-01T12:00:00+02:00"
    edition = make_edition()
    TeamMember.objects.create(edition=edition, person=organiser)
    return edition


@pytest.fixture
def asked(edition, outsider) -> PressAccreditation:
    return request_accreditation(edition, medium="Kurier Próbny", note="wywiad", by=outsider)


def errors(response) -> dict[str, list[str]]:
    return {name: [str(fault) for fault in faults] for name, faults in response.context["form"].errors.items()}


def test_visitor_is_asked_to_sign_in_first(client, edition):
    page = client.get(f"/en/congress/{edition.slug}/press/")
    assert "csrfmiddlewaretoken" not in page.content.decode()
    posted = client.post(f"/en/congress/{edition.slug}/press/", {"medium": "X"})
    assert (posted.status_code, PressAccreditation.objects.count()) == (302, 0)


def test_journalist_asks_and_changes_the_request_while_it_waits(client, edition, outsider):
    client.force_login(outsider)
    address = f"/en/congress/{edition.slug}/press/"
    for note in ("a camera", "two cameras"):
        client.post(address, {"medium": "Kurier Próbny", "website": "kurier.example", "note": note})
    found = PressAccreditation.objects.get()
    assert (found.person, found.note, found.website, found.state) == (
        outsider,
        "two cameras",
        "https://kurier.example",
        "requested",
    )


def test_request_needs_a_medium(client, edition, outsider):
    client.force_login(outsider)
    response = client.post(f"/en/congress/{edition.slug}/press/", {"medium": " "})
    assert errors(response) == {"medium": ["This field is required."]}


def test_request_is_withdrawn_only_before_the_answer(client, edition, asked, outsider, organiser):
    client.force_login(outsider)
    answer_accreditation(asked, "granted", by=organiser)
    response = client.post(f"/en/congress/{edition.slug}/press/withdrawal/", follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "The organiser has answered your request already."
    ]
    PressAccreditation.objects.update(state="requested")
    client.post(f"/en/congress/{edition.slug}/press/withdrawal/")
    assert not PressAccreditation.objects.exists()


def test_one_person_asks_three_times_an_hour_at_most(client, edition, outsider):
    for _ in range(3):
        request_accreditation(make_edition(), medium="K", by=outsider)
    client.force_login(outsider)
    response = client.post(f"/en/congress/{edition.slug}/press/", {"medium": "K"})
    assert errors(response) == {
        "__all__": ["You have asked for 3 accreditations within an hour. Try again later."],
    }


def test_edition_that_is_over_takes_no_requests(client, edition, outsider, settings):
    settings.CLOCK = "2099-01-01T00:00:00+00:00"
    client.force_login(outsider)
    response = client.post(f"/en/congress/{edition.slug}/press/", {"medium": "K"})
    assert errors(response) == {"__all__": ["The edition is over."]}


def test_organiser_grants_and_the_journalist_reads_it_in_their_language(client, edition, asked, organiser):
    client.force_login(organiser)
    address = f"/en/congress/{edition.slug}/organiser/supporters/press/{asked.pk}/answer/"
    client.post(address, {"state": "granted", "answer": "Zapraszamy."})
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by) == ("granted", organiser)
    mail_accreditation(accreditation_id=asked.pk, state="granted")
    assert [sent.subject for sent in mail.outbox] == ["Akredytacja prasowa przyznana: Congress"]
    assert "Zapraszamy." in mail.outbox[0].body


def test_refusal_needs_a_reason(client, edition, asked, organiser):
    client.force_login(organiser)
    address = f"/en/congress/{edition.slug}/organiser/supporters/press/{asked.pk}/answer/"
    response = client.post(address, {"state": "refused"}, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "Say why the request is refused; the journalist reads it."
    ]
    asked.refresh_from_db()
    assert asked.state == "requested"


def test_answer_that_has_changed_since_is_not_mailed(asked, organiser):
    answer_accreditation(asked, "refused", answer="Brak miejsc.", by=organiser)
    answer_accreditation(asked, "granted", by=organiser)
    mail_accreditation(accreditation_id=asked.pk, state="refused")
    assert mail.outbox == []


def test_organiser_filters_the_requests_and_takes_them_as_a_spreadsheet(client, edition, asked, organiser):
    granted = request_accreditation(edition, medium="Radio", by=make_person("Rita", "Radiowa"))
    answer_accreditation(granted, "granted", by=organiser)
    client.force_login(organiser)
    address = f"/en/congress/{edition.slug}/organiser/supporters/press"
    assert [row.medium for row in client.get(f"{address}/").context["page"]] == ["Kurier Próbny", "Radio"]
    assert [row.medium for row in client.get(f"{address}/?state=requested").context["page"]] == ["Kurier Próbny"]
    sheet = load_workbook(io.BytesIO(client.get(f"{address}.xlsx").content)).active
    assert [[cell.value for cell in row][2] for row in sheet.iter_rows()] == ["Medium", "Kurier Próbny", "Radio"]


def test_requests_are_for_the_team_alone(client, edition, asked, outsider):
    client.force_login(outsider)
    address = f"/en/congress/{edition.slug}/organiser/supporters/press"
    assert [client.get(f"{address}{end}").status_code for end in ("/", ".xlsx")] == [403, 403]


def test_personal_data_is_handed_out_and_erased(edition, asked, outsider, organiser):
    answer_accreditation(asked, "granted", answer="Tak.", by=organiser)
    [row] = ACCREDITATIONS.export(outsider)["accreditations"]
    assert (row["medium"], row["note"], row["answer"]) == ("Kurier Próbny", "wywiad", "Tak.")
    assert TEAMS.export(organiser) == {"teams": [{"edition": edition.slug, "role": "organiser"}]}
    assert (ACCREDITATIONS.erase(organiser), ACCREDITATIONS.erase(outsider)) == (1, 1)
    assert not PressAccreditation.objects.exists()
