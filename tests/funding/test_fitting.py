"""Open calls that fit organisations: near in meaning, and not closed to them by rules."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import make_organisation, make_topic
from grono.funding.actions import facts
from grono.funding.actions.rules import load_library
from grono.funding.queries.fitting import topics_for
from grono.search.actions import index_records
from grono.search.actions.vectors import refresh_vectors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "at_the_congress")]
BIOGAS = "Biogas plants make energy and fertiliser out of agricultural waste and manure."
CHIPS = "Lithography machines for semiconductor chips at the scale of two nanometres."


def firm(text=BIOGAS, **fields):
    return make_organisation(description={"en": text}, activity_type="PRC", **fields)


def topic(text=BIOGAS, **fields):
    return make_topic(title=text, description=text, **fields)


def index(organisations, topics):
    index_records("organisation", [one.pk for one in organisations])
    index_records("topic", [one.pk for one in topics])
    refresh_vectors()


def fitting(*organisations, limit=3, **options):
    return [(found.topic, found.organisation) for found in topics_for(organisations, limit=limit, **options)]


def test_topics_near_in_meaning_fit_and_others_do_not():
    organisation, near, far = firm(), topic(), topic(CHIPS)
    index([organisation], [near, far])
    (found,) = topics_for(organisation, limit=3)
    assert (found.topic, found.organisation, found.is_checked) == (near, organisation, False)
    assert "Biogas" in found.passage
    assert found.sure > 0.5


def test_topics_that_are_not_open_today_do_not_fit():
    organisation = firm()
    topics = [
        topic(deadlines=(date(2027, 5, 18),)),
        topic(opening_date=date(2027, 5, 20)),
        topic(state="draft"),
        topic(is_demonstration=True),
    ]
    index([organisation], topics)
    assert topics_for(organisation, limit=3) == []


def test_invented_topics_fit_invented_organisations():
    organisation, invented = firm(is_demonstration=True), topic(is_demonstration=True)
    index([organisation], [invented])
    assert fitting(organisation) == [(invented, organisation)]


def test_topics_closed_to_an_organisation_by_rules_do_not_fit(organiser):
    load_library(by=organiser)
    organisation = firm()
    facts.declare_owners_complete(organisation, True, by=None)
    for year in (2024, 2025, 2026):
        facts.set_figures(
            organisation, year, staff=Decimal(900), turnover=Decimal("9e8"), balance=Decimal("9e8"), by=None
        )
    research, accelerator = topic(scheme="horizon-ria"), topic(scheme="eic-accelerator")
    public_only = topic(scheme="interreg-europe")
    index([organisation], [research, accelerator, public_only])
    (found,) = topics_for(organisation, limit=3)
    assert (found.topic, found.is_checked) == (research, True)
    assert len(found.unmet) == 1


def test_each_topic_fits_once_and_whom_it_fits_best():
    biogas, both = firm(), firm(f"{CHIPS} {CHIPS}")
    near, far = topic(), topic(CHIPS)
    index([biogas, both], [near, far])
    assert dict(fitting(biogas, both)) == {near: biogas, far: both}
    assert len(fitting(biogas, both, limit=1)) == 1


def test_further_texts_of_an_organisation_count():
    organisation, project = firm(CHIPS), firm()
    near = topic()
    index([organisation, project], [near])
    assert fitting(organisation) == []
    texts = {organisation.pk: [("organisation", project.pk)] * 3}
    assert fitting(organisation, texts=texts) == [(near, organisation)]


def test_organisation_without_text_has_no_fitting_topics():
    organisation, near = make_organisation(), topic()
    index([organisation], [near])
    assert topics_for(organisation, limit=3) == []
    assert topics_for([], limit=3) == []


def test_fitting_topics_take_as_many_queries_for_one_as_for_three(organiser):
    load_library(by=organiser)
    organisations = [firm() for _ in range(3)]
    topics = [topic(scheme="horizon-ria") for _ in range(3)]
    index(organisations, topics)
    counts = []
    for some in (organisations[:1], organisations):
        with CaptureQueriesContext(connection) as captured:
            assert len(topics_for(some, limit=3)) == 3
        counts.append(len(captured))
    assert counts[0] == counts[1]
