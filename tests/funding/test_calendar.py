"""Deadlines by month, and as calendars that other programs read."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from factories import make_programme, make_topic
from grono.funding.choices import TopicState
from grono.funding.models import DeadlineChange, Topic
from reading import page, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_congress")]


def calendar(client, path):
    response = client.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    lines = response.content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75  # RFC 5545, 3.1
    return Calendar.from_ical(response.content)


def events(client, path):
    return list(calendar(client, path).walk("VEVENT"))


def summaries(client, path):
    return [str(event["summary"]) for event in events(client, path)]


def test_month_shows_its_days_with_topics_and_the_way_to_other_months(client):
    make_topic("A-1", title="First", deadlines=(date(2027, 9, 22), date(2027, 10, 5)))
    make_topic("A-2", title="Second", deadlines=(date(2027, 9, 22),))
    make_topic("A-3", title="Draft", state=TopicState.DRAFT, deadlines=(date(2027, 9, 22),))
    document = page(client, "/en/funding/deadlines/")
    assert words(document.xpath("//h2[@id='month']")[0]) == "September 2027"
    days = document.xpath("//ol[@class='funding-days']/li")
    assert [[words(link) for link in day.xpath(".//li/a")] for day in days] == [["First", "Second"]]
    assert words(days[0].xpath("./h3")[0]) == "22 Wednesday in 126 days · 2 deadlines"
    assert [words(link) for link in document.xpath("//nav[@aria-labelledby='months']//a")] == ["sep 2", "oct 1"]
    october = page(client, document.xpath("//nav[@aria-labelledby='months']//a/@href")[1])
    assert [words(link) for link in october.xpath("//ol[@class='funding-days']//li/a")] == ["First"]


def test_month_without_deadlines_says_so(client):
    document = page(client, "/en/funding/deadlines/?month=2027-12")
    assert words(document.xpath("//*[@class='empty']/h2")[0]) == "No deadline in this month"
    assert words(page(client, "/en/funding/deadlines/?month=rubbish").xpath("//h2[@id='month']")[0]) == "May 2027"


def test_month_costs_the_same_number_of_queries_at_one_and_at_three(client, django_assert_num_queries):
    make_topic()
    page(client, "/en/funding/deadlines/")
    with django_assert_num_queries(13) as at_one:
        page(client, "/en/funding/deadlines/?month=2027-09")
    for number in range(2):
        make_topic(programme=make_programme(f"p{number}", f"P{number}"))
    with django_assert_num_queries(len(at_one)):
        page(client, "/en/funding/deadlines/?month=2027-09")


def test_file_has_an_all_day_event_for_each_deadline_with_the_whole_title(client, settings):
    title = "A very long title of a topic, with commas; semicolons and „ogonki”: " + "ą" * 200
    topic = make_topic("A-1", title=title, deadlines=(date(2027, 9, 22), date(2028, 9, 20)))
    first, second = events(client, "/en/funding/deadlines.ics")
    assert (first.decoded("dtstart"), first.decoded("dtend")) == (date(2027, 9, 22), date(2027, 9, 23))
    assert (str(first["summary"]), str(second["summary"])) == (f"Deadline: {title}",) * 2
    assert first.decoded("dtstamp") == topic.updated_at.replace(microsecond=0)
    assert [str(event["uid"]) for event in (first, second)] == ["deadline-a-1-1-1@grono", "deadline-a-1-1-2@grono"]
    assert str(first["url"]) == f"{settings.BASE_URL}/en/funding/a-1/"
    assert str(first["description"]).splitlines()[0] == "A-1 · RIA"
    assert [event["sequence"] for event in (first, second)] == [0, 0]


def test_changed_deadline_keeps_its_uid_and_raises_the_sequence(client):
    topic = make_topic("A-1", deadlines=(date(2027, 9, 22),))
    before = events(client, "/en/funding/a-1/deadlines.ics")[0]
    topic.cut_offs.update(deadline_date=date(2027, 10, 6))
    DeadlineChange.objects.create(
        topic=topic, before=[date(2027, 9, 22)], after=[date(2027, 10, 6)], changed_at=datetime(2027, 5, 1, tzinfo=UTC)
    )
    Topic.objects.update(updated_at=datetime(2027, 5, 1, tzinfo=UTC))
    (after,) = events(client, "/en/funding/a-1/deadlines.ics")
    assert str(after["uid"]) == str(before["uid"])
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after.decoded("dtstart") == date(2027, 10, 6)


def test_file_respects_the_filters_of_the_list(client):
    make_topic("A-1", title="Ours", programme=make_programme("feng", "FENG"))
    make_topic("B-1", title="Theirs", action_type="IA")
    make_topic("C-1", title="Draft", state=TopicState.DRAFT)
    make_topic("D-1", title="Past", deadlines=(date(2027, 1, 1),))
    assert summaries(client, "/en/funding/deadlines.ics") == ["Deadline: Past", "Deadline: Ours", "Deadline: Theirs"]
    assert summaries(client, "/en/funding/deadlines.ics?programme=feng") == ["Deadline: Ours"]
    assert summaries(client, "/en/funding/deadlines.ics?openness=open&action=IA") == ["Deadline: Theirs"]
    document = page(client, "/en/funding/deadlines/?programme=feng")
    links = document.xpath("//section[@aria-labelledby='own-calendar']//a/@href")
    assert links == [
        "webcal://testserver/en/funding/deadlines.ics?programme=feng",
        "/en/funding/deadlines.ics?programme=feng",
    ]


def test_second_stage_is_named_in_the_readers_language(client):
    topic = make_topic("A-1", title="Etapy", deadlines=(date(2027, 9, 22),))
    topic.cut_offs.create(deadline_date=date(2028, 3, 1), stage=2)
    assert summaries(client, "/en/funding/a-1/deadlines.ics")[1] == "Deadline of stage 2: Etapy"
    assert summaries(client, "/pl/funding/a-1/deadlines.ics")[1] == "Termin etapu 2: Etapy"
    assert str(events(client, "/en/funding/a-1/deadlines.ics")[1]["uid"]) == "deadline-a-1-2-1@grono"


def test_file_of_a_draft_is_not_there(client):
    make_topic("A-1", state=TopicState.DRAFT)
    assert client.get("/en/funding/a-1/deadlines.ics").status_code == 404


def test_calendar_without_deadlines_is_still_a_calendar(client):
    assert calendar(client, "/en/funding/deadlines.ics")["x-wr-calname"] == "Deadlines of calls"


def test_file_costs_the_same_number_of_queries_at_one_and_at_three(client, django_assert_num_queries):
    make_topic("A-1")
    with django_assert_num_queries(2):
        events(client, "/en/funding/deadlines.ics")
    make_topic("A-2")
    make_topic("A-3")
    with django_assert_num_queries(2):
        events(client, "/en/funding/deadlines.ics")
