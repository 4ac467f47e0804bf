"""Verdicts and conditions as people read them."""

from datetime import date

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from factories import make_organisation, make_topic
from grono.funding import planning
from grono.funding.actions import facts
from grono.funding.actions.rules import load_library
from grono.funding.queries.assessing import conditions_of, conditions_view, verdict_view

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "at_the_congress")]


def shipped(code):
    return planning.checked_rules([one for one in planning.library_documents() if one["code"] == code][-1])


def partners(*countries, declared=True, **fields):
    found = [make_organisation(f"Partner {country}", country=country, **fields) for country in countries]
    for organisation in found if declared else ():
        facts.declare_owners_complete(organisation, True, by=None)
    return found


def verdict_on(code, organisations, **terms):
    rules = shipped(code)
    consortium = planning.consortium_of(planning.entities_of(organisations), on=date(2027, 9, 23), **terms)
    return planning.assess_consortium(rules, consortium)


def test_verdict_that_is_met_says_as_encoded_when_and_not_legal_advice():
    view = verdict_view(verdict_on("horizon-ria", partners("PL", "CZ", "DE")))
    assert (view.outcome, view.headline) == ("met", "met, as encoded on 23 November 2026; not legal advice")
    with override("pl"):
        view = verdict_view(verdict_on("horizon-ria", partners("PL", "CZ", "DE")))
    assert view.headline == "spełnione wg stanu zakodowanego 23 listopada 2026 r.; to nie jest porada prawna"


def test_verdict_that_is_not_met_names_the_rule_its_article_and_the_numbers():
    view = verdict_view(verdict_on("horizon-ria", partners("PL", "CZ")))
    assert (view.outcome, view.icon) == ("not met", "close")
    broken = next(row for row in view.rows if row.outcome == "not met")
    assert "Art. 22" in broken.article
    assert broken.sentence.startswith("2 independent partners count; at least 3 needed")
    assert sorted(broken.counted) == ["Partner CZ", "Partner PL"]
    assert broken.word == "not met"


def test_missing_datum_leads_to_its_form_only_for_those_who_may(
    their_organisation, representative, outsider, organiser
):
    verdict = verdict_on("horizon-ria", [their_organisation, *partners("CZ", "DE")])
    urls = {}
    for person in (None, outsider, representative, organiser):
        view = verdict_view(verdict, person=person)
        urls[person] = [(lack.whose, lack.name, lack.url) for lack in view.missing]
    name, address = "Żyzny Krąg sp. z o.o.", "/en/organisations/zyzny-krag/facts/#owners"
    assert view.outcome == "unknown"
    assert urls[None] == urls[outsider] == [(name, "owners", "")]
    assert urls[representative] == urls[organiser] == [(name, "owners", address)]


def test_missing_datum_of_the_project_leads_to_the_project():
    verdict = verdict_on("eurostars", partners("PL", "CZ", activity_type="PRC"))
    view = verdict_view(verdict, project_url="/project/", budget_url="/budget/")
    urls = {lack.name: lack.url for lack in view.missing}
    assert urls["duration of the project"] == "/project/"
    assert urls["planned costs"] == "/budget/"


def test_presumed_data_are_listed_by_name():
    rules = shipped("horizon-ria")
    organisations = partners("PL", "CZ", "DE", declared=False)
    consortium = planning.consortium_of(planning.entities_of(organisations), on=date(2027, 9, 23))
    view = verdict_view(planning.assess_consortium(rules, consortium, presume=("owners",)))
    assert sorted(view.presumed) == ["Partner CZ: owners", "Partner DE: owners", "Partner PL: owners"]


def test_kept_verdict_reads_the_same_as_a_fresh_one():
    verdict = verdict_on("horizon-ria", partners("PL", "CZ"))
    assert verdict_view(planning.verdict_from(verdict.as_document())) == verdict_view(verdict)


def test_verdict_of_a_partner_that_is_gone_still_reads():
    organisations = partners("PL", "CZ")
    verdict = verdict_on("horizon-ria", organisations)
    organisations[1].delete()
    row = next(row for row in verdict_view(verdict).rows if row.counted)
    assert sorted(row.counted) == ["Partner PL", "an organisation that is no longer in the directory"]


def test_verdict_takes_as_many_queries_for_three_partners_as_for_six(organiser, representative):
    counts = []
    for countries in (("PL", "CZ", "DE"), ("PL", "CZ", "DE", "FR", "IT", "ES")):
        verdict = verdict_on("horizon-ria", partners(*countries, declared=False))
        with CaptureQueriesContext(connection) as captured:
            verdict_view(verdict, person=representative)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_verdict_template_says_each_outcome_in_a_word_and_an_icon():
    view = verdict_view(verdict_on("horizon-ria", partners("PL", "CZ", declared=False)))
    html = render_to_string("funding/_verdict.html", {"verdict": view})
    assert "Not met, as encoded on 23 November 2026; not legal advice" in html
    assert "encoded from notes, the legal text was not read" in html
    assert 'style="' not in html


def test_conditions_of_a_topic_are_its_encoded_rules_and_what_is_not_encoded(organiser):
    load_library(by=organiser)
    topic = make_topic(scheme="interreg-europe", deadlines=(date(2027, 6, 1),))
    shown = conditions_of(topic)
    assert (shown.code, shown.version, shown.read_at_source) == ("interreg-europe", "2021-2027", False)
    assert [row.rule for row in shown.rows] == ["countries", "member-states", "bodies", "policy-authorities"]
    assert len(shown.not_encoded) == 1
    assert conditions_of(make_topic()) is None


@pytest.mark.parametrize("language", ["pl", "en"])
def test_conditions_of_every_shipped_scheme_read_in_both_languages(language):
    with override(language):
        for document in planning.library_documents():
            shown = conditions_view(planning.checked_rules(document))
            html = render_to_string("funding/_conditions.html", {"conditions": shown})
            assert all(row.title for row in shown.rows)
            assert shown.title in html.replace("&#x27;", "'").replace("&amp;", "&")


def test_topic_page_shows_encoded_conditions(client, organiser):
    load_library(by=organiser)
    topic = make_topic(scheme="horizon-ria")
    page = client.get(f"/en/funding/{topic.slug}/").text
    assert "Checked by machine, as encoded on 23 November 2026; not legal advice" in page
    assert "Not machine-checked" not in page
