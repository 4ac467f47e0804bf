"""A new organiser sets an edition up without the administration."""

from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from factories import make_edition, make_person, make_room
from grono.congress.actions.editions import create_edition
from grono.congress.models import Deadline, Edition, Room, Slot, TeamMember, Track, Unavailability
from grono.congress.tasks import mail_team_member
from grono.schedule.models import Session

NEW = {
    "title_pl": "Kongres Łódzki",
    "start_date": "2027-03-27",
    "end_date": "2027-03-28",
    "timezone": "Europe/Warsaw",
    "venue": "Hala",
    "town": "Łódź",
    "country": "Polska",
    "languages": ["pl", "en"],
}


@pytest.fixture
def edition(db: None, organiser) -> Edition:
    """Three days in May, run by the organiser."""
    edition = make_edition()
    TeamMember.objects.create(edition=edition, person=organiser)
    return edition


@pytest.fixture
def at(client, edition, organiser):
    """Return the address of a page of the organiser, who is signed in."""
    client.force_login(organiser)
    return lambda path: f"/en/congress/{edition.slug}/organiser/{path}"


def errors(response) -> dict[str, list[str]]:
    return {name: [str(fault) for fault in faults] for name, faults in response.context["form"].errors.items()}


def texts(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_cluster_manager_begins_an_edition_that_nobody_else_sees(client, cluster_manager, their_cluster):
    client.force_login(cluster_manager)
    response = client.post("/en/congress/editions/new/", NEW)
    assert response.url == "/en/congress/kongres-lodzki/organiser/setup/"
    edition = Edition.objects.get(slug="kongres-lodzki")
    assert [member.person for member in edition.team.all()] == [cluster_manager]
    assert (edition.is_public, edition.country, str(edition.title)) == (False, "PL", "Kongres Łódzki")
    client.logout()
    assert client.get("/en/congress/kongres-lodzki/supporters/").status_code == 302


def test_second_edition_of_one_title_gets_another_address(organiser):
    fields = {
        "title": "Kongres",
        "start_date": date(2027, 5, 1),
        "end_date": date(2027, 5, 1),
        "venue": "Hala",
        "town": "Łódź",
        "country": "PL",
    }
    slugs = [create_edition(Edition(**fields), by=organiser).slug for _ in range(2)]
    assert slugs == ["kongres", "kongres-2"]


def test_outsider_may_not_begin_an_edition(client, outsider):
    client.force_login(outsider)
    assert client.get("/en/congress/editions/new/").status_code == 403


@pytest.mark.parametrize(
    "path",
    ["", "edition/", "rooms/", "tables/", "time/", "tracks/", "deadlines/", "team/"],
)
def test_set_up_is_for_the_team_alone(client, edition, outsider, path):
    client.force_login(outsider)
    assert client.get(f"/en/congress/{edition.slug}/organiser/setup/{path}").status_code == 403


def test_checklist_says_what_is_missing_and_then_that_all_is_there(client, edition, at):
    response = client.get(at("setup/"))
    missing = [step.title for step in response.context["needed"] if not step.is_done]
    assert missing[:2] == ["Rooms for sessions", "Programme blocks"]
    make_room(edition)
    client.post(at("setup/time/"), frame())
    response = client.get(at("setup/"))
    done = {step.title: step.note for step in response.context["needed"] if step.is_done}
    assert done["Rooms for sessions"] == "1 room, the largest with 50 seats"
    assert done["Programme blocks"] == "12 blocks, every day"


def frame(**changes: object) -> dict[str, object]:
    """Return what the generator of blocks is asked for: three days with three breaks."""
    return {
        "kind": "programme",
        "days": ["2027-05-19", "2027-05-20", "2027-05-21"],
        "start": "09:00",
        "end": "17:00",
        "breaks": "10:30-11:00, 12:30–13:30, 15-15:30",
    } | changes


def times(edition: Edition, **which: object) -> list[str]:
    zone = edition.zone
    slots = edition.slots.filter(**which).order_by("starts_at")
    return [f"{s.starts_at.astimezone(zone):%d %H:%M}–{s.ends_at.astimezone(zone):%H:%M}" for s in slots]


def test_generator_leaves_the_breaks_out(client, edition, at):
    client.post(at("setup/time/"), frame(days=["2027-05-20"]))
    assert times(edition) == ["20 09:00–10:30", "20 11:00–12:30", "20 13:30–15:00", "20 15:30–17:00"]
    block = edition.slots.first()
    assert (block.code, block.name.localize("pl"), block.name.localize("en")) == (
        "0520-0900",
        "Czwartek, 09:00–10:30",
        "Thursday, 09:00–10:30",
    )


def test_preview_saves_nothing(client, edition, at):
    response = client.post(at("setup/time/"), frame(preview="yes"))
    assert (response.context["preview_count"], edition.slots.count()) == (12, 0)


def test_generator_makes_meeting_slots_of_a_round(client, edition, at):
    asked = frame(
        kind="meeting", days=["2027-05-19"], start="09:00", end="10:30", breaks="", name_pl="Środa rano",
        minutes="25", gap="5",
    )  # fmt: skip
    client.post(at("setup/time/"), asked)
    assert times(edition) == ["19 09:00–09:25", "19 09:30–09:55", "19 10:00–10:25"]
    assert set(edition.slots.values_list("kind", "round_code")) == {("meeting", "sroda-rano")}


def test_generator_refuses_what_overlaps_and_names_it(client, edition, at):
    client.post(at("setup/time/"), frame(days=["2027-05-19"]))
    response = client.post(at("setup/time/"), frame(start="10:00", end="12:00", breaks=""))
    assert edition.slots.count() == 4
    faults = [str(fault) for fault in response.context["block_form"].non_field_errors()]
    assert faults == ["19.05, 10:00–12:00 overlaps 19.05, 09:00–10:30, which is there already."]


def test_generator_replaces_on_demand(client, edition, at):
    client.post(at("setup/time/"), frame(days=["2027-05-19"]))
    client.post(at("setup/time/"), frame(days=["2027-05-19"], breaks="", replace="on"))
    assert times(edition) == ["19 09:00–17:00"]


@pytest.mark.parametrize("breaks", ["10-9", "10:30", "noon", "10:75-11:00"])
def test_generator_refuses_breaks_that_are_none(client, edition, at, breaks):
    response = client.post(at("setup/time/"), frame(breaks=breaks))
    fault = f"“{breaks}” is no break; write for example 10:30–11:00."
    assert response.context["block_form"].errors["breaks"] == [fault]


def test_generator_refuses_an_hour_that_the_clocks_skip(client, at, edition):
    edition.start_date, edition.end_date = date(2027, 3, 27), date(2027, 3, 28)
    edition.save()
    response = client.post(at("setup/time/"), frame(days=["2027-03-28"], start="02:30", end="04:00", breaks=""))
    faults = [str(fault) for fault in response.context["block_form"].non_field_errors()]
    assert faults == ["On 28 March 2027 there is no 02:30, because the clocks are put forward."]


def test_block_on_the_day_of_the_time_change_keeps_its_clock_times(client, at, edition):
    edition.start_date, edition.end_date = date(2027, 10, 30), date(2027, 10, 31)
    edition.save()
    client.post(at("setup/time/"), frame(days=["2027-10-30", "2027-10-31"], end="10:00", breaks=""))
    starts = list(edition.slots.values_list("starts_at", flat=True))
    assert starts == [datetime(2027, 10, 30, 7, tzinfo=UTC), datetime(2027, 10, 31, 8, tzinfo=UTC)]
    assert times(edition) == ["30 09:00–10:00", "31 09:00–10:00"]


def test_one_block_is_added_changed_and_removed(client, edition, at):
    times_of_day = {"day": "2027-05-19", "start": "18:00", "end": "19:00"}
    client.post(at("parts/slots/new/"), times_of_day)
    slot = Slot.objects.get(edition=edition)
    client.post(at(f"parts/slots/{slot.pk}/"), times_of_day | {"end": "20:00", "name_pl": "Gala"})
    slot.refresh_from_db()
    assert (times(edition), str(slot.name)) == (["19 18:00–20:00"], "Gala")
    client.post(at(f"parts/slots/{slot.pk}/removal/"))
    assert times(edition) == []


def test_block_renamed_by_its_time_follows_a_new_time(client, edition, at):
    client.post(at("parts/slots/new/"), {"day": "2027-05-19", "start": "18:00", "end": "19:00"})
    slot = Slot.objects.get(edition=edition)
    client.post(at(f"parts/slots/{slot.pk}/"), {"day": "2027-05-20", "start": "17:00", "end": "18:00"})
    slot.refresh_from_db()
    assert slot.name.localize("en") == "Thursday, 17:00–18:00"


@pytest.mark.parametrize(
    ("changes", "field", "fault"),
    [
        ({"end": "17:00"}, "end", "A slot ends after it begins."),
        ({"start": "25:00"}, "start", "Enter a valid time."),
        ({"day": "2027-06-01"}, "day", "Select a valid choice. 2027-06-01 is not one of the available choices."),
    ],
)
def test_block_with_wrong_times_is_refused(client, edition, at, changes, field, fault):
    response = client.post(at("parts/slots/new/"), {"day": "2027-05-19", "start": "18:00", "end": "19:00"} | changes)
    assert (errors(response), edition.slots.count()) == ({field: [fault]}, 0)


def test_room_is_added_with_its_resource_and_code(client, edition, at):
    asked = {"name_pl": "Sala Łódzka", "capacity": "120", "known": ["projector", "interpretation"],
             "further": "piano stool,  piano stool", "building": "B", "floor": "1"}  # fmt: skip
    client.post(at("parts/rooms/new/"), asked)
    room = Room.objects.select_related("resource").get(edition=edition)
    assert (room.code, room.resource.kind, room.equipment) == (
        "sala-lodzka",
        "room",
        ["projector", "interpretation", "piano stool"],
    )


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name_pl": ""}, {"name_pl": ["Write this in at least one language."]}),
        ({"capacity": "0"}, {"capacity": ["Ensure this value is greater than or equal to 1."]}),
        ({"further": "x" * 41}, {"further": ["A word for equipment has at most 40 characters."]}),
    ],
)
def test_room_with_a_fault_is_refused(client, edition, at, changes, fault):
    response = client.post(at("parts/rooms/new/"), {"name_pl": "Aula", "capacity": "10"} | changes)
    assert (errors(response), Room.objects.count()) == (fault, 0)
    assert not edition.resources.exists()


def test_rooms_change_places(client, edition, at):
    first, second = (make_room(edition, code=code, position=n) for n, code in enumerate("ab"))
    client.post(at(f"parts/rooms/{second.pk}/order/"), {"to": "up"})
    assert list(edition.rooms.values_list("code", flat=True)) == ["b", "a"]
    client.post(at(f"parts/rooms/{second.pk}/order/"), {"to": "up"})
    assert list(edition.rooms.values_list("code", flat=True)) == ["b", "a"]
    assert first.position == 0


def test_room_is_closed_and_opened_again(client, edition, at):
    room = make_room(edition)
    asked = {"starts_at": "2027-05-19T09:00", "ends_at": "2027-05-19T10:00", "reason_pl": "próba"}
    client.post(at(f"setup/rooms/{room.pk}/closures/"), asked)
    closure = Unavailability.objects.get(resource=room.resource)
    assert closure.period.lower == datetime(2027, 5, 19, 7, tzinfo=UTC)
    response = client.post(at(f"setup/rooms/{room.pk}/closures/"), asked, follow=True)
    assert texts(response)[-1] == "This stretch overlaps another one already entered."
    client.post(at(f"setup/closures/{closure.pk}/removal/"))
    assert not Unavailability.objects.exists()


def test_tables_of_a_zone_are_added_and_removed(client, edition, at):
    asked = {"zone_pl": "Hala A", "prefix": "A", "count": "3"}
    client.post(at("setup/tables/"), asked)
    client.post(at("setup/tables/"), asked | {"prefix": "AB", "count": "1"})
    assert list(edition.tables.values_list("code", "position")) == [("A-1", 0), ("A-2", 1), ("A-3", 2), ("AB-1", 3)]
    response = client.post(at("setup/tables/"), asked)
    assert errors(response) == {"prefix": ["There are tables A-1 … already."]}
    client.post(at("setup/tables/A/removal/"))
    assert list(edition.tables.values_list("code", flat=True)) == ["AB-1"]
    assert edition.resources.count() == 1


def test_track_and_deadline_are_added(client, edition, at):
    client.post(at("parts/tracks/new/"), {"name_pl": "Energia", "rule": "apart"})
    client.post(
        at("parts/deadlines/new/"), {"title_en": "The call closes", "at": "2027-04-01T23:59", "audience": "everyone"}
    )
    track, deadline = Track.objects.get(edition=edition), Deadline.objects.get(edition=edition)
    assert (track.code, track.rule, track.position) == ("energia", "apart", 0)
    assert (deadline.code, deadline.at) == ("the-call-closes", datetime(2027, 4, 1, 21, 59, tzinfo=UTC))


def test_second_part_of_one_name_gets_another_code(client, edition, at):
    for _ in range(2):
        client.post(at("parts/tracks/new/"), {"name_pl": "Energia", "rule": "near"})
    assert list(edition.tracks.values_list("code", "position")) == [("energia", 0), ("energia-2", 1)]


def test_parts_of_another_edition_cannot_be_reached(client, edition, at):
    stranger = make_room(make_edition())
    paths = [f"parts/rooms/{stranger.pk}/", "parts/wrong/new/"]
    assert [client.get(at(path)).status_code for path in paths] == [404, 404]
    assert client.post(at(f"parts/rooms/{stranger.pk}/removal/")).status_code == 404
    assert Room.objects.filter(pk=stranger.pk).exists()


def test_edition_keeps_its_zone_while_it_has_blocks(client, edition, at):
    client.post(at("setup/time/"), frame(days=["2027-05-21"]))
    asked = NEW | {
        "start_date": "2027-05-19",
        "end_date": "2027-05-21",
        "turnaround_minutes": "5",
        "travel_minutes": "0",
    }
    response = client.post(at("setup/edition/"), asked | {"timezone": "Europe/Lisbon"})
    assert list(errors(response)) == ["timezone"]
    response = client.post(at("setup/edition/"), asked | {"end_date": "2027-05-20"})
    assert errors(response) == {
        "end_date": ["21.05, 09:00–10:30 would lie outside the edition; remove it or move it first."]
    }
    edition.refresh_from_db()
    assert (edition.timezone, edition.end_date) == ("Europe/Warsaw", date(2027, 5, 21))
    assert client.post(at("setup/edition/"), asked).status_code == 302
    stamp = edition.stamp
    edition.refresh_from_db()
    assert (edition.turnaround_minutes, str(edition.title), edition.stamp > stamp) == (5, "Kongres Łódzki", True)


def test_edition_refuses_dates_in_the_wrong_order_and_an_unknown_country(client, edition, at):
    asked = NEW | {"end_date": "2027-03-20", "country": "Atlantis", "turnaround_minutes": "0", "travel_minutes": "0"}
    found = errors(client.post(at("setup/edition/"), asked))
    assert found["country"] == ["“Atlantis” is not a country."]
    assert found["__all__"] == ["The last day lies before the first."]


def test_new_member_of_the_team_is_told_by_mail(client, edition, at, organiser):
    client.post(at("setup/team/"), {"email": "Nowa@example.org", "given_name": "Nina", "family_name": "Nowa"})
    member = edition.team.exclude(person=organiser).get()
    assert (member.person.email, str(member.person)) == ("nowa@example.org", "Nina Nowa")
    mail_team_member(member_id=member.pk, by_id=organiser.pk)
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [(["nowa@example.org"], "Jesteś w zespole: Congress")]
    response = client.post(at("setup/team/"), {"email": "nowa@example.org", "given_name": "N", "family_name": "N"})
    assert errors(response) == {"email": ["This person belongs to the team already."]}


def test_last_member_of_the_team_stays(client, edition, at, organiser):
    member = edition.team.get()
    response = client.post(at(f"setup/team/{member.pk}/removal/"), follow=True)
    assert texts(response) == ["Somebody must run the edition: add another person before you remove the last one."]
    TeamMember.objects.create(edition=edition, person=make_person())
    assert client.post(at(f"setup/team/{member.pk}/removal/")).url == "/en/dashboard/"


@pytest.mark.parametrize("page", ["rooms", "tracks", "deadlines", "team"])
def test_lists_cost_the_same_for_one_and_for_three(client, edition, at, page):
    def add(number: int) -> None:
        make_room(edition)
        Track.objects.create(edition=edition, code=f"t{number}", name="T")
        Deadline.objects.create(edition=edition, code=f"d{number}", title="D", at=datetime(2027, 1, 1, tzinfo=UTC))
        TeamMember.objects.create(edition=edition, person=make_person())

    counts = []
    for numbers in ([1], [2, 3]):
        for number in numbers:
            add(number)
        with CaptureQueriesContext(connection) as captured:
            client.get(at(f"setup/{page}/"))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_room_that_sessions_need_stays_and_names_them(client, edition, at):
    room = make_room(edition, name="Aula")
    fixed = Session.objects.create(edition=edition, code="s1", title="Otwarcie", minutes=30, pinned_room=room)
    barred = Session.objects.create(edition=edition, code="s2", title="Warsztat", minutes=30)
    barred.forbidden_rooms.add(room)
    response = client.post(at(f"parts/rooms/{room.pk}/removal/"), follow=True)
    [refusal] = texts(response)
    assert sorted(part for part in ("Otwarcie", "Warsztat") if part in refusal) == ["Otwarcie", "Warsztat"]
    assert refusal.startswith("“Aula” cannot be removed, because it is used by: ")
    fixed.delete()
    barred.delete()
    client.post(at(f"parts/rooms/{room.pk}/removal/"))
    assert (Room.objects.count(), edition.resources.count()) == (0, 0)


def test_block_to_which_a_session_is_bound_stays_when_the_day_is_made_again(client, edition, at):
    client.post(at("setup/time/"), frame(days=["2027-05-19"]))
    session = Session.objects.create(edition=edition, code="s1", title="Otwarcie", minutes=30)
    session.allowed_blocks.add(edition.slots.first())
    response = client.post(at("setup/time/"), frame(days=["2027-05-19"], breaks="", replace="on"))
    [refusal] = [str(fault) for fault in response.context["block_form"].non_field_errors()]
    assert "Otwarcie" in refusal
    response = client.post(at("setup/time/removal/"), {"day": "2027-05-19", "kind": "programme"}, follow=True)
    assert "Otwarcie" in texts(response)[-1]
    assert edition.slots.count() == 4


def test_track_of_sessions_stays(client, edition, at):
    track = Track.objects.create(edition=edition, code="t", name="Energia")
    Session.objects.create(edition=edition, code="s1", title="Otwarcie", minutes=30, track=track)
    response = client.post(at(f"parts/tracks/{track.pk}/removal/"), follow=True)
    assert texts(response) == ["“Energia” cannot be removed, because it is used by: sessions (1): Otwarcie."]


def test_database_refuses_blocks_that_overlap(edition):
    times_of_day = [(9, 11), (10, 12)]
    rows = [
        Slot(edition=edition, kind="programme", code=f"b{start}", starts_at=datetime(2027, 5, 19, start, tzinfo=UTC),
             ends_at=datetime(2027, 5, 19, end, tzinfo=UTC))
        for start, end in times_of_day
    ]  # fmt: skip
    rows[0].save()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows[1].save()
