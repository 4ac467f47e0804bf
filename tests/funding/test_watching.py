"""Watching topics: reminders, news of changed deadlines, the page of what one watches."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from factories import make_topic
from grono.funding.actions.topics import set_cut_offs
from grono.funding.actions.watching import unwatch_topic, watch_topic
from grono.funding.choices import TopicState
from grono.funding.mails.watching import mail_deadline_change, remind_of_deadlines
from grono.funding.models import DeadlineChange, Topic, TopicWatch
from grono.kit.registry import personal_data
from reading import page, record_names, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_congress")]


@pytest.fixture(autouse=True)
def outbox(mailoutbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return mailoutbox


def test_reminder_comes_once_so_many_days_before_as_the_person_wants(partner, settings, outbox):
    topic = make_topic("A-1", title="Clean steel", deadlines=(date(2027, 6, 2),))
    watch_topic(topic, by=partner, days_before=13)
    assert remind_of_deadlines() == 0
    settings.CLOCK = "2027-05-20T08:00:00+02:00"
    assert [remind_of_deadlines(), remind_of_deadlines()] == [1, 0]
    (mail,) = outbox
    assert (mail.to, mail.subject) == ([partner.email], "A deadline comes near: Clean steel")
    assert "Deadline: 2 June 2027, in 13 days" in mail.body
    assert "http://127.0.0.1:8000/en/funding/a-1/" in mail.body
    assert TopicWatch.objects.get().reminded_of == date(2027, 6, 2)


def test_each_of_several_cut_off_dates_is_reminded_of(partner, settings, outbox):
    watch_topic(make_topic(deadlines=(date(2027, 5, 25), date(2027, 9, 1))), by=partner)
    assert [remind_of_deadlines(), remind_of_deadlines()] == [1, 0]
    settings.CLOCK = "2027-08-20T08:00:00+02:00"
    assert [remind_of_deadlines(), remind_of_deadlines()] == [1, 0]


def test_deadline_that_moved_is_reminded_of_anew(partner):
    topic = make_topic(deadlines=(date(2027, 5, 25),))
    watch_topic(topic, by=partner)
    remind_of_deadlines()
    set_cut_offs(topic, [date(2027, 5, 30)], by=None)
    assert [remind_of_deadlines(), remind_of_deadlines()] == [1, 0]


def test_one_mail_names_all_topics_in_the_language_of_its_reader(partner, outsider, outbox):
    topics = [make_topic(title=f"Topic {n}", deadlines=(date(2027, 5, 19 + n),)) for n in (1, 0)]
    for topic in topics:
        watch_topic(topic, by=partner)
    watch_topic(topics[0], by=outsider)
    assert remind_of_deadlines() == 2
    assert {mail.to[0]: mail.subject for mail in outbox} == {
        partner.email: "2 deadlines come near",
        outsider.email: "Zbliża się termin: Topic 1",
    }
    english = next(mail for mail in outbox if mail.to == [partner.email])
    assert english.body.index("Topic 0") < english.body.index("Topic 1")
    assert "Deadline: 19 May 2027, today" in english.body
    assert "Termin: 20 maja 2027, za 1 dzień" in next(m for m in outbox if m.to == [outsider.email]).body


def test_nobody_is_reminded_of_what_is_over_withdrawn_or_by_a_closed_account(partner, outsider, outbox):
    watch_topic(make_topic(deadlines=(date(2027, 5, 18),)), by=partner)
    withdrawn = make_topic(deadlines=(date(2027, 5, 20),))
    watch_topic(withdrawn, by=partner)
    Topic.objects.filter(pk=withdrawn.pk).update(state=TopicState.WITHDRAWN)
    watch_topic(make_topic(deadlines=(date(2027, 5, 20),)), by=outsider)
    outsider.is_active = False
    outsider.save()
    assert (remind_of_deadlines(), outbox) == (0, [])


def test_watchers_are_told_when_a_deadline_changes(partner, outsider, outbox, django_capture_on_commit_callbacks):
    topic = make_topic("A-1", title="Clean steel", deadlines=(date(2027, 9, 1),))
    watch_topic(topic, by=partner)
    with django_capture_on_commit_callbacks() as told:
        change = set_cut_offs(topic, [date(2027, 9, 15), date(2027, 11, 1)], by=outsider)
    assert len(told) == 1
    assert (change.before, change.after) == ([date(2027, 9, 1)], [date(2027, 9, 15), date(2027, 11, 1)])
    assert mail_deadline_change(topic.pk, change.pk) == 1
    assert (outbox[0].to, outbox[0].subject) == ([partner.email], "The deadline has changed: Clean steel")
    assert "Before: 1 September 2027\nNow: 15 September 2027, 1 November 2027" in outbox[0].body


def test_change_of_a_topic_that_is_not_public_is_not_mailed(partner, outbox):
    topic = make_topic()
    watch_topic(topic, by=partner)
    change = DeadlineChange.objects.create(topic=topic, changed_at=datetime(2027, 5, 1, tzinfo=UTC))
    Topic.objects.update(state=TopicState.WITHDRAWN)
    assert (mail_deadline_change(topic.pk, change.pk), outbox) == (0, [])


def test_watching_twice_changes_the_days_alone(partner):
    topic = make_topic()
    first = watch_topic(topic, by=partner)
    second = watch_topic(topic, by=partner, days_before=30)
    assert (first.pk, second.days_before, TopicWatch.objects.count()) == (second.pk, 30, 1)
    assert [unwatch_topic(topic, by=partner), unwatch_topic(topic, by=partner)] == [True, False]


def test_draft_cannot_be_watched_nor_a_reminder_set_a_year_ahead(partner):
    with pytest.raises(ValidationError, match="nie jest opublikowany"):
        watch_topic(make_topic(state=TopicState.DRAFT), by=partner)
    with pytest.raises(ValidationError, match="180"):
        watch_topic(make_topic(), by=partner, days_before=365)
    assert TopicWatch.objects.count() == 0


def test_person_watches_and_stops_from_the_page_of_the_topic(client, outsider):
    make_topic("A-1")
    client.force_login(outsider)
    assert client.post("/en/funding/a-1/watch/").url == "/en/funding/a-1/"
    document = page(client, "/en/funding/a-1/")
    assert document.xpath("//input[@name='days_before']/@value") == ["14"]
    assert words(document.xpath("//h2[@id='watching']")[0]) == "You watch this topic"
    client.post("/en/funding/a-1/watch/", {"days_before": "200"})
    assert TopicWatch.objects.get().days_before == 14
    client.post("/en/funding/a-1/watch/", {"days_before": "30"})
    assert TopicWatch.objects.get().days_before == 30
    client.post("/en/funding/a-1/watch/end/")
    assert TopicWatch.objects.count() == 0


def test_visitor_is_led_to_sign_in_and_sees_no_form(client):
    make_topic("A-1")
    assert client.post("/en/funding/a-1/watch/").url.endswith("next=/en/funding/a-1/watch/")
    document = page(client, "/en/funding/a-1/")
    assert document.xpath("//main//form") == []
    assert document.xpath("//a[contains(@href, 'next=/en/funding/a-1/')]")


def test_watched_topics_stand_by_their_next_deadline(client, outsider, partner):
    late, soon, over = (
        make_topic(title=name, deadlines=(day,))
        for name, day in (("Late", date(2027, 12, 1)), ("Soon", date(2027, 6, 1)), ("Over", date(2027, 5, 1)))
    )
    for topic in (over, late, soon):
        watch_topic(topic, by=outsider)
    watch_topic(make_topic(title="Of somebody else"), by=partner)
    client.force_login(outsider)
    document = page(client, "/en/funding/watched/")
    assert record_names(document) == ["Soon", "Late", "Over"]
    client.post(f"/en/funding/{soon.slug}/watch/end/", {"watched": "1"})
    assert record_names(page(client, "/en/funding/watched/")) == ["Late", "Over"]


def test_page_of_watched_topics_costs_the_same_at_one_and_at_three(client, outsider, django_assert_num_queries):
    watch_topic(make_topic(), by=outsider)
    client.force_login(outsider)
    page(client, "/en/funding/watched/")
    with django_assert_num_queries(4) as at_one:
        page(client, "/en/funding/watched/")
    for _ in range(2):
        watch_topic(make_topic(), by=outsider)
    with django_assert_num_queries(len(at_one)):
        page(client, "/en/funding/watched/")


def test_watches_are_exported_and_erased_with_the_person(partner, outsider):
    watch_topic(make_topic("A-1", title="Clean steel"), by=partner, days_before=7)
    watch_topic(make_topic("A-2"), by=outsider)
    held = personal_data()["watched_topics"]
    (exported,) = held.export(partner)["watched_topics"]
    assert (exported["topic"], exported["title"], exported["days_before"]) == ("A-1", "Clean steel", 7)
    assert (held.erase(partner), held.erase(partner), TopicWatch.objects.count()) == (1, 0, 1)
