"""Pages of participants, of the hall and of organisers, as each role sees them."""

import io
import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from openpyxl import load_workbook

from grono.congress.actions import cancel_participation, set_unavailable
from grono.congress.models import Solve
from grono.congress.plans import published_plan
from grono.kit.registry import organisation_panels, personal_data
from grono.meetings import actions, mails
from grono.meetings.models import MeetingRequest
from grono.schedule.models import Favourite

from .conftest import at


@pytest.fixture
def visit(client: Client):
    """Open an address as a person (none: a visitor) and return the answer."""

    def go(name, *args, person=None, query="", **data):
        if client.session.get(SESSION_KEY) != (person and str(person.pk)):
            client.logout()
            if person is not None:
                client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        path = reverse(name, args=args) + query
        return client.post(path, data) if data else client.get(path)

    return go


def text_of(response) -> str:
    """The words of a page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


PRIVATE = [
    ("agenda", (), {"self": 200, "other": 200, "outsider": 403, "organiser": 403}),
    ("meeting-requests", (), {"self": 200, "other": 200, "outsider": 403, "organiser": 403}),
    ("request-meeting", ("Bob",), {"self": 200, "outsider": 403, "organiser": 403}),
    ("table-board", (), {"self": 200, "other": 200, "outsider": 403, "organiser": 200}),
    ("console-meetings", (), {"self": 403, "outsider": 403, "organiser": 200}),
    ("console-people", (), {"self": 403, "outsider": 403, "organiser": 200}),
    ("console-people-xlsx", (), {"self": 403, "outsider": 403, "organiser": 200}),
]


@pytest.mark.parametrize(("name", "arguments", "answers"), PRIVATE)
def test_page_is_open_to_its_roles_only(edition, anna, bob, organiser, outsider, visit, name, arguments, answers):
    people = {"self": anna.person, "other": bob.person, "outsider": outsider, "organiser": organiser}
    found = {role: visit(name, "small", *arguments, person=people[role]).status_code for role in answers}
    assert found == answers
    visitor = visit(name, "small", *arguments)
    assert visitor.status_code == 302
    assert visitor.url.startswith(reverse("account_login"))


def test_agenda_of_another_is_for_organisers(edition, anna, bob, organiser, visit):
    assert visit("agenda", "small", person=bob.person, query="?person=Anna").status_code == 403
    assert "Agenda: Anna Test" in text_of(visit("agenda", "small", person=organiser, query="?person=Anna"))
    assert visit("agenda", "small", person=organiser, query="?person=Nobody").status_code == 404


def test_agenda_is_one_line_without_a_clash(edition, anna, bob, ask, publish, release, visit):
    release(at(13), at(14), anna)
    marked = release(at(14), at(16), code="T2")
    Favourite.objects.create(participant=anna, session=marked)
    ask(anna, bob, message="Let us talk about yeast")
    publish()
    page = visit("agenda", "small", person=anna.person, query="?day=2027-05-19")
    line = page.context["day"].line
    assert [item.subject.is_meeting for item in line.items] == [False, True]
    assert [item.subject.placement.session for item in line.aside] == [marked]
    words = text_of(page)
    assert "1 meeting and 1 session on this day" in words
    assert "You wrote: “Let us talk about yeast”" in words
    assert "You also marked" in words


def test_agenda_says_what_was_not_granted_and_why(edition, anna, bob, ask, publish, add, visit):
    set_unavailable(anna.resource, at(14), at(15))
    set_unavailable(bob.resource, at(15), at(16))
    ask(anna, bob)
    ask(anna, add("Dora"))
    publish()
    words = text_of(visit("agenda", "small", person=anna.person))
    assert "1 request has no place in the plan." in words
    assert "The two are never free at the same time." in words


def test_agenda_shows_the_day_asked_for(edition, anna, visit):
    assert visit("agenda", "small", person=anna.person, query="?day=2027-05-20").context["day"].date.day == 20
    assert visit("agenda", "small", person=anna.person, query="?day=nonsense").context["day"].date.day == 19


def test_calendar_holds_the_agenda_with_its_time_zone(edition, anna, bob, ask, publish, release, visit):
    wish = ask(anna, bob)
    release(at(10), at(11), anna)
    publish()
    meeting = published_plan(edition, "meetings").meetings.get()
    response = visit("agenda-ics", "small", query=f"?key={anna.calendar_key}")
    calendar = Calendar.from_ical(response.content)
    events = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Warsaw"]
    talk = published_plan(edition, "programme").schedule_version.placements.get().session_id
    assert sorted(events) == [f"meeting-{wish.pk}@small.grono", f"session-{talk}@small.grono"]
    event = events[f"meeting-{wish.pk}@small.grono"]
    assert (event.start, event.end) == (meeting.slot.starts_at, meeting.slot.ends_at)
    assert str(event["summary"]) == "Meeting: Bob Test"


@pytest.mark.parametrize("key", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_calendar_needs_its_key(edition, anna, visit, key):
    assert visit("agenda-ics", "small", query=f"?key={key}").status_code == 404


def test_asking_and_accepting(edition, anna, bob, visit):
    visit("request-meeting", "small", "Bob", person=anna.person, message="Yeast", priority="1")
    wish = MeetingRequest.objects.get()
    assert (wish.requester, wish.invitee, wish.message, wish.priority) == (anna, bob, "Yeast", 1)
    assert "1 person waits for your answer." in text_of(visit("meeting-requests", "small", person=bob.person))
    assert visit("meeting-answer", "small", wish.code, person=anna.person, answer="accepted").status_code == 403
    visit("meeting-answer", "small", wish.code, person=bob.person, answer="accepted")
    wish.refresh_from_db()
    assert wish.status == "accepted"
    visit("meeting-withdrawal", "small", wish.code, person=anna.person, x="1")
    wish.refresh_from_db()
    assert wish.status == "withdrawn"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("Anna", "Nobody can ask themselves for a meeting."),
        ("Bob", "There is already a meeting request between these two people."),
        ("Zoe", "Zoe Test takes no meetings at this congress."),
    ],
)
def test_request_that_breaks_a_rule_says_which(edition, anna, bob, add, ask, visit, code, message):
    add("Zoe", takes_meetings=False)
    ask(bob, anna)
    page = visit("request-meeting", "small", code, person=anna.person, message="", priority="2")
    assert page.status_code == 422
    assert message in text_of(page)
    assert MeetingRequest.objects.count() == 1


def test_board_shows_who_sits_where(edition, anna, bob, ask, publish, visit):
    ask(anna, bob, fixed_slot=edition.slots.get(code="S2"))
    publish()
    board = visit("table-board", "small", person=anna.person, query="?slot=S2").context["boards"][0]
    assert board["taken"] == 1
    assert [len(rows) for _zone, rows in board["zones"]] == [2]
    whole = visit("table-board", "small", person=anna.person, query="?round=R1").context["boards"]
    assert [board["taken"] for board in whole] == [0, 1, 0, 0, 0, 0]


def test_console_lists_what_has_no_place_with_a_filter(edition, anna, bob, cyra, ask, publish, organiser, visit):
    set_unavailable(bob.resource, at(14), at(16))
    ask(anna, bob)
    ask(anna, cyra)
    publish()
    page = visit("console-meetings", "small", person=organiser)
    assert page.context["reasons"] == [("no_common_slot", "Never free at the same time", 1)]
    assert "grants 1 of 2 accepted requests" in text_of(page)
    other = visit("console-meetings", "small", person=organiser, query="?reason=tables_full")
    assert list(other.context["page"]) == []


def test_console_queues_one_computation_and_stops_it(edition, anna, bob, ask, organiser, visit):
    ask(anna, bob)
    for _ in range(2):
        visit("console-meeting-plans", "small", person=organiser, replan="no")
    solve = Solve.objects.get()
    page = visit("console-meetings", "small", person=organiser)
    assert "already being computed" in text_of(page)
    assert "Planning the meetings" in text_of(page)
    visit("meeting-solve-stop", "small", solve.pk, person=organiser, x="1")
    solve.refresh_from_db()
    assert solve.stop_requested
    actions.plan_meetings(solve.pk)
    ended = visit("meeting-solve", "small", solve.pk, person=organiser)
    assert ended.headers["HX-Refresh"] == "true"


def test_cancelling_previewing_and_applying(edition, add, ask, publish, plan, organiser, visit):
    people = [add(f"P{number}") for number in range(5)]
    for number in range(4):
        ask(people[number], people[number + 1])
    before = publish()
    visit("cancellation", "small", "P0", person=organiser, cancelled="yes")
    assert "Cancelled: P0 Test" in text_of(visit("console-meetings", "small", person=organiser))
    draft = plan(replan=True)
    preview = text_of(visit("console-meeting-plan", "small", draft.number, person=organiser))
    assert "Moves or takes away meetings of 0 of 4 other participants (0.0 %)" in preview
    assert "1 person loses a meeting" in preview
    assert "Meeting with P0 Test is called off" in preview
    assert published_plan(edition, "meetings") == before
    visit("console-meeting-publication", "small", draft.number, person=organiser, x="1")
    assert published_plan(edition, "meetings") == draft
    mails.tell_participants(draft.pk)
    assert [message.to for message in mail.outbox] == [["p1@example.org"]]


def test_applying_an_outdated_draft_is_refused_in_words(edition, anna, bob, ask, plan, organiser, visit):
    ask(anna, bob)
    draft = plan()
    cancel_participation(bob, by=organiser)
    visit("console-meeting-publication", "small", draft.number, person=organiser, x="1")
    page = text_of(visit("console-meeting-plan", "small", draft.number, person=organiser))
    assert "Since this draft was made, these people have cancelled: Bob Test." in page
    visit("console-meeting-disposal", "small", draft.number, person=organiser, x="1")
    assert not edition.plans.exists()


def test_first_plan_is_mailed_once_in_each_language(edition, anna, bob, ask, publish):
    ask(anna, bob)
    plan = publish()
    assert [mails.tell_participants(plan.pk), mails.tell_participants(plan.pk)] == [2, 0]
    subjects = {message.to[0]: message.subject for message in mail.outbox}
    assert subjects == {
        "anna@example.org": "Twoje spotkania: Mały kongres",
        "bob@example.org": "Your meetings: Small congress",
    }


@pytest.mark.parametrize("name", ["meeting-requests", "agenda", "table-board", "console-meetings", "console-people"])
def test_queries_do_not_grow_with_rows(
    edition, anna, add, ask, publish, organiser, visit, name, django_assert_max_num_queries
):
    person = organiser if name.startswith("console") else anna.person

    def queries() -> int:
        visit(name, "small", person=person)
        with django_assert_max_num_queries(22) as captured:
            assert visit(name, "small", person=person).status_code == 200
        return len(captured)

    ask(anna, add("P0"))
    away = add("Away")
    set_unavailable(away.resource, at(14), at(16))
    ask(anna, away)
    publish()
    one = queries()
    for number in range(1, 3):
        ask(anna, add(f"P{number}"))
        away = add(f"Away{number}")
        set_unavailable(away.resource, at(14), at(16))
        ask(anna, away)
    publish()
    assert queries() == one


def test_panel_names_people_to_participants_only(edition, anna, add, rf):
    from django.contrib.auth.models import AnonymousUser

    from grono.directory.models import Organisation

    organisation = Organisation.objects.create(slug="bakery", name="Bakery", country="PL")
    baker = add("Baker", organisation=organisation)
    add("Silent", organisation=organisation, takes_meetings=False)

    def panel(user):
        request = rf.get("/")
        request.user = user
        found = {panel.name: context for panel, context in organisation_panels(request, organisation)}
        return found["people-to-meet"]

    assert (panel(AnonymousUser())["count"], panel(AnonymousUser())["people"]) == (1, [])
    assert panel(anna.person)["people"] == [baker]


def test_personal_data_is_exported_and_erased(edition, anna, bob, cyra, ask, publish):
    ask(anna, bob, message="Yeast")
    publish()
    actions.request_meeting(cyra, anna, priority=2, message="Flour", by=cyra.person)
    data = personal_data()["meetings"]
    exported = data.export(anna.person)
    assert [(row["to"], row["message"]) for row in exported["requests"] if row["from"] == "Anna Test"] == [
        ("Bob Test", "Yeast")
    ]
    assert [row["people"] for row in exported["meetings"]] == [["Anna Test", "Bob Test"]]
    assert data.erase(anna.person) == 2
    assert list(MeetingRequest.objects.order_by("pk").values_list("message", "status")) == [
        ("", "accepted"),
        ("Flour", "withdrawn"),
    ]


def test_participants_come_as_a_spreadsheet_with_the_filter_of_the_page(visit, edition, organiser, anna, bob):
    answer = visit("console-people-xlsx", edition.slug, person=organiser, query="?q=Bob")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["Code", "Bob"]
