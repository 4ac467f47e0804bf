"""The list of topics and the page of one, as visitors and members see them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from factories import make_competence, make_programme, make_scheme, make_topic
from grono.funding.choices import TopicState
from grono.funding.models import DeadlineChange, RuleSet
from reading import page, record_names, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_congress")]


def told(document, section=""):
    """Return what the page, or a section of it, says, with a space between its parts."""
    (found,) = document.xpath(f"//section[@aria-labelledby='{section}']" if section else "//main")
    return " ".join(" ".join(found.itertext()).split())


def options(document, name):
    return [words(option) for option in document.xpath(f"//select[@name='{name}']/option")]


def tabs(document):
    return [words(link) for link in document.xpath("//nav[contains(@class, 'tabs')]/a")]


ALWAYS = DateRange(date(2021, 1, 1), None)


def encode(scheme_code, *, valid=ALWAYS):
    return RuleSet.objects.create(
        scheme=make_scheme(scheme_code),
        version="1",
        valid=valid,
        document={},
        source="Annex B",
        encoded_date="2027-01-01",
    )


@pytest.fixture
def topics(db):
    """One topic of each openness, and two that the public does not see."""
    make_topic("OPEN-1", title="Clean hydrogen valleys", deadlines=(date(2027, 9, 22),))
    make_topic("SOON-1", title="Not yet", opening_date=date(2027, 6, 1), deadlines=(date(2027, 8, 1),))
    make_topic("PAST-1", title="Over", deadlines=(date(2027, 5, 18),))
    make_topic("DATELESS-1", title="Some day", opening_date=None, deadlines=())
    make_topic("ALWAYS-1", title="Always", deadline_model="continuous", deadlines=())
    make_topic("DRAFT-1", title="A draft", state=TopicState.DRAFT)
    make_topic("GONE-1", title="Withdrawn", state=TopicState.WITHDRAWN)


def test_list_shows_what_is_current_the_next_deadline_first(client, topics):
    document = page(client, "/en/funding/")
    assert record_names(document) == ["Not yet", "Clean hydrogen valleys", "Always", "Some day"]
    assert words(document.xpath("//*[@role='status']")[0]) == "4 topics"
    assert [words(line) for line in document.find_class("funding-deadline")] == [
        "1 August 2027 in 74 days",
        "22 September 2027 in 126 days",
        "open all the time",
        "no deadline stated",
    ]


def test_list_divides_topics_by_their_dates_and_counts_each_part(client, topics):
    document = page(client, "/en/funding/?openness=closed")
    assert record_names(document) == ["Over"]
    assert tabs(document) == ["Current 4", "Open 2", "Forthcoming 1", "Without a date 1", "Closed 1", "All 5"]
    assert record_names(page(client, "/en/funding/?openness=open")) == ["Clean hydrogen valleys", "Always"]
    assert record_names(page(client, "/en/funding/?openness=forthcoming")) == ["Not yet"]
    assert record_names(page(client, "/en/funding/?openness=undated")) == ["Some day"]
    assert len(record_names(page(client, "/en/funding/?openness=all"))) == 5


def test_openness_follows_from_the_dates_and_not_from_the_status_of_the_source(client, settings):
    make_topic("STALE-1", title="Stale", portal_status="open", deadlines=(date(2027, 5, 18),))
    make_topic("NEAR-1", title="Near", portal_status="forthcoming", opening_date=None, deadlines=(date(2027, 9, 22),))
    make_topic("FAR-1", title="Far", portal_status="forthcoming", opening_date=None, deadlines=(date(2027, 12, 1),))
    assert tabs(page(client, "/en/funding/")) == ["Current 2", "Open 1", "Forthcoming 1", "Closed 1", "All 3"]
    assert record_names(page(client, "/en/funding/?openness=forthcoming")) == ["Far"]
    settings.CLOCK = "2027-09-23T00:01:00+02:00"
    assert record_names(page(client, "/en/funding/?openness=closed")) == ["Near", "Stale"]


def test_only_the_second_stage_ahead_means_closed_for_newcomers(client):
    topic = make_topic("TWO-1", title="Two stages", deadline_model="two-stage", deadlines=(date(2027, 3, 1),))
    topic.cut_offs.create(deadline_date=date(2027, 10, 1), stage=2)
    assert record_names(page(client, "/en/funding/?openness=closed")) == ["Two stages"]
    text = told(page(client, "/en/funding/two-1/"))
    assert "Applications were taken until 1 March 2027." in text
    assert "Friday, 1 October 2027 deadline of stage 2" in text


def test_filters_narrow_the_list_and_say_how_many_each_would_show(client):
    national = make_programme("feng", "FENG", level="national", country="PL")
    biogas = make_competence("biogas", "biogas")
    encode("horizon-ria")
    make_topic("A-1", title="Checked", scheme="horizon-ria", budget_max=Decimal(4_000_000))
    make_topic("A-2", title="Small", action_type="CSA", budget_min=Decimal(100_000)).keywords.add(biogas)
    make_topic("B-1", title="National", action_type="", programme=national, currency="PLN", budget_max=Decimal(9))
    document = page(client, "/en/funding/")
    assert options(document, "programme") == ["all", "FENG (1)", "Horizon Europe (2)"]
    assert options(document, "action") == ["all", "CSA (1)", "RIA (1)"]
    assert options(document, "size") == ["all", "€2 to 5 million (1)", "Below €500,000 (1)", "In another currency (1)"]
    assert options(document, "level") == ["all", "European Union (2)", "National (1)"]
    assert options(document, "rules") == ["all", "Checked by machine (1)", "Not checked by machine (2)"]
    for query, titles in {
        "programme=feng": ["National"],
        "action=CSA": ["Small"],
        "size=2m-5m": ["Checked"],
        "level=national": ["National"],
        "country=PL": ["National"],
        "rules=checked": ["Checked"],
        "rules=unchecked&action=CSA": ["Small"],
        "keyword=biogas": ["Small"],
        "q=chECKed": ["Checked"],
    }.items():
        assert record_names(page(client, f"/en/funding/?{query}")) == titles, query


def test_deadline_until_leaves_out_what_ends_later_and_what_has_no_date(client, topics):
    assert record_names(page(client, "/en/funding/?until=2027-08-01")) == ["Not yet"]
    assert len(record_names(page(client, "/en/funding/?until=2027-02-30"))) == 4  # no such day: no filter


def test_rules_count_as_checked_only_when_a_version_holds_on_the_last_deadline(client):
    encode("horizon-ria", valid=DateRange(date(2027, 1, 1), date(2027, 9, 1)))
    make_topic("A-1", title="Before", scheme="horizon-ria", deadlines=(date(2027, 8, 31),))
    make_topic("A-2", title="After", scheme="horizon-ria", deadlines=(date(2027, 9, 1),))
    make_topic("A-3", title="Own", own_rules={"code": "own"})
    assert record_names(page(client, "/en/funding/?rules=checked")) == ["Before", "Own"]


def test_list_costs_the_same_number_of_queries_at_one_and_at_three(client, django_assert_num_queries):
    biogas = make_competence()
    make_topic().keywords.add(biogas)
    page(client, "/en/funding/")  # what is loaded once in a process
    with django_assert_num_queries(14) as at_one:
        page(client, "/en/funding/?q=topic")
    for number in range(2):
        make_topic(programme=make_programme(f"p{number}", f"P{number}")).keywords.add(biogas)
    with django_assert_num_queries(len(at_one)):
        page(client, "/en/funding/?q=topic")


def test_empty_list_says_why_and_where_to_look(client, topics):
    document = page(client, "/en/funding/?q=over")
    assert words(document.xpath("//*[@class='empty']/h2")[0]) == "None of these fits"
    assert record_names(page(client, document.xpath("//*[@class='empty']/a/@href")[0])) == ["Over"]
    nothing = page(client, "/en/funding/?q=nowhere")
    assert words(nothing.xpath("//*[@class='empty']/h2")[0]) == "No topic fits"


def test_kept_list_changes_with_the_topics(client, topics):
    page(client, "/en/funding/")
    make_topic("NEW-1", title="New", deadlines=(date(2027, 5, 20),))
    document = page(client, "/en/funding/")
    assert record_names(document)[0] == "New"
    assert words(document.find_class("funding-deadline")[0]) == "20 May 2027 tomorrow"


def test_page_gives_dates_money_readiness_and_the_way_to_the_source(client):
    topic = make_topic(
        "HORIZON-CL4-2027-01-09",
        title="Advanced materials",
        action_type_name="HORIZON Research and Innovation Actions",
        budget_min=Decimal(3_000_000),
        budget_max=Decimal("4500000"),
        budget_total=Decimal(18_000_000),
        trl_min=3,
        trl_max=5,
        expected_grants=4,
        url="https://example.org/topic",
        description="Expected Outcome:\n\nCleaner steel.\n\n• first\n\n[1] a note",
    )
    document = page(client, "/en/funding/horizon-cl4-2027-01-09/")
    text = told(document)
    for part in (
        "Apply by 23 September 2027. 127 days are left.",
        "Size of a grant EUR 3–4.5 million",
        "Budget of the topic EUR 18 million",
        "Grants expected 4",
        "Technology readiness TRL 3–5",
        "HORIZON Research and Innovation Actions",
        "Thursday, 23 September 2027 deadline",
    ):
        assert part in text, part
    assert document.xpath("//a[@href='https://example.org/topic']")
    about = document.xpath("//section[@aria-labelledby='about']//*[contains(@class, 'prose')]/*")
    assert [(part.tag, words(part)) for part in about] == [
        ("h3", "Expected Outcome"),
        ("p", "Cleaner steel."),
        ("p", "first"),
        ("p", "[1] a note"),
    ]
    assert topic.get_absolute_url().endswith("/funding/horizon-cl4-2027-01-09/")


def test_page_shows_what_the_deadlines_were_and_that_the_source_dropped_the_topic(client):
    topic = make_topic(missing_since=datetime(2027, 4, 1, tzinfo=UTC))
    DeadlineChange.objects.create(
        topic=topic, before=[date(2027, 9, 1)], after=[date(2027, 9, 23)], changed_at=datetime(2027, 3, 1, tzinfo=UTC)
    )
    text = told(page(client, f"/en/funding/{topic.slug}/"))
    assert "Absent from its source since 1 April 2027." in text
    assert "Deadlines changed once 1 March 2027 : 1 September 2027 → 23 September 2027" in text


def test_conditions_without_encoded_rules_are_the_text_of_the_source_and_labelled_so(client):
    topic = make_topic(conditions="Any legal entity may apply.", own_conditions="Limited to Member States.")
    text = told(page(client, f"/en/funding/{topic.slug}/"), "conditions")
    assert "Not machine-checked" in text
    assert "This topic has conditions of its own, not machine-checked Limited to Member States." in text
    assert "Conditions as the source words them not machine-checked Any legal entity may apply." in text
    bare = make_topic()
    text = told(page(client, f"/en/funding/{bare.slug}/"), "conditions")
    assert "the source gives no text" in text


def test_page_of_an_undated_topic_says_that_there_is_no_deadline(client):
    topic = make_topic(deadlines=(), opening_date=None)
    text = told(page(client, f"/en/funding/{topic.slug}/"))
    assert "A call without deadline: its source states no date." in text
    assert "Add the deadline" not in text


def test_text_of_a_topic_cannot_do_harm(client):
    topic = make_topic(title="<b>Bold</b>", description="<script>alert(1)</script>", conditions="<img src=x>")
    content = client.get(f"/en/funding/{topic.slug}/").content.decode()
    assert "<script>alert(1)" not in content
    assert "<img src=x>" not in content
    assert "&lt;b&gt;Bold&lt;/b&gt;" in content


def test_page_costs_a_bounded_number_of_queries(client, django_assert_max_num_queries, outsider):
    topic = make_topic(scheme="horizon-ria")
    client.force_login(outsider)
    page(client, f"/en/funding/{topic.slug}/")
    with django_assert_max_num_queries(20):
        page(client, f"/en/funding/{topic.slug}/")


def test_kept_page_of_a_visitor_costs_only_its_stamps(client, django_assert_max_num_queries):
    topic = make_topic()
    page(client, f"/en/funding/{topic.slug}/")
    with django_assert_max_num_queries(3):
        page(client, f"/en/funding/{topic.slug}/")
