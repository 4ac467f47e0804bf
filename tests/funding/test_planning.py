"""What the engine learns about organisations, and which rules apply to a topic."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from factories import make_cluster, make_organisation, make_scheme, make_topic
from grono.funding import planning
from grono.funding.actions import facts, ownership
from grono.funding.choices import OwnerKind
from grono.funding.models import RuleSet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "at_the_congress")]


def own(organisation, owner, percent, kind=OwnerKind.ENTERPRISE):
    named = {"owner_name": owner} if isinstance(owner, str) else {"owner": owner}
    return ownership.add_owner(organisation, kind=kind, percent=Decimal(percent), by=None, **named)


def rule_set(code, version, *, begins, ends, at_least=2):
    document = {
        "code": code,
        "version": version,
        "title": {"en": code, "pl": code},
        "encoded": "2026-11-23",
        "source": "notes",
        "read_at_source": False,
        "rules": [
            {
                "id": "partners",
                "title": {"en": "Partners", "pl": "Partnerzy"},
                "test": {"count": {"at_least": at_least}},
            }
        ],
    }
    return RuleSet.objects.create(
        scheme=make_scheme(code),
        version=version,
        valid=DateRange(begins, ends),
        document=document,
        source="notes",
        encoded_date=date(2026, 11, 23),
    )


def test_entity_of_an_organisation_without_declared_facts_knows_only_the_directory():
    organisation = make_organisation(activity_type="PUB", helix_sector="government")
    entity = planning.entity_of(organisation)
    assert (entity.id, entity.country, entity.activity_type, entity.helix) == (
        str(organisation.pk), "PL", "PUB", "government",
    )  # fmt: skip
    unknown = (entity.legal_status, entity.owners, entity.figures, entity.labels, entity.aid, entity.is_innovative)
    assert unknown == (None, None, None, None, None, None)


def test_legal_status_follows_from_the_activity_type_only_where_it_is_certain():
    found = {kind: planning.entity_of(make_organisation(activity_type=kind)).legal_status for kind in
             ("PRC", "HES", "REC", "PUB", "OTH", "")}  # fmt: skip
    assert found == {"PRC": "for-profit", "HES": None, "REC": None, "PUB": None, "OTH": None, "": None}


def test_declared_status_goes_before_the_activity_type():
    organisation = make_organisation(activity_type="PRC")
    facts.declare_legal_facts(organisation, legal_status="non-profit", is_innovative=False, by=None)
    entity = planning.entity_of(organisation)
    assert (entity.legal_status, entity.is_innovative) == ("non-profit", False)


def test_owners_count_only_when_the_list_is_complete():
    organisation = make_organisation()
    own(organisation, "Anna Nowicz", 30, OwnerKind.PERSON)
    share = own(organisation, "Fundusz", 25, OwnerKind.VENTURE_CAPITAL)
    assert planning.entity_of(organisation).owners is None
    facts.declare_owners_complete(organisation, True, by=None)
    person, fund = planning.entity_of(organisation).owners
    assert (person.share, person.kind, person.name) == (0.3, "person", "")
    assert (fund.id, fund.share, fund.name) == (f"share-{share.pk}", 0.25, "Fundusz")


def test_aid_counts_only_when_the_list_is_complete():
    organisation = make_organisation()
    facts.add_aid(organisation, granted_date=date(2026, 2, 1), amount=Decimal(500), member_state="PL", by=None)
    assert planning.entity_of(organisation).aid is None
    facts.declare_aid_complete(organisation, True, by=None)
    assert [aid.amount for aid in planning.entity_of(organisation).aid] == [Decimal(500)]


def test_labels_are_those_valid_on_the_day():
    organisation = make_organisation()
    facts.set_label(organisation, "eccp", by=None)
    facts.set_label(organisation, "growth-cluster", valid_until=date(2027, 1, 1), by=None)
    assert planning.entity_of(organisation).labels == {"eccp"}
    assert planning.entity_of(organisation, on=date(2026, 6, 1)).labels == {"eccp", "growth-cluster"}


def test_round_of_a_cluster_label_is_no_label():
    organisation = make_organisation()
    make_cluster(cluster_organisation=organisation, label_round="V runda")
    assert planning.entity_of(organisation).labels is None


def test_entities_take_as_many_queries_for_one_as_for_three():
    def queries(count):
        organisations = [make_organisation() for _ in range(count)]
        for organisation in organisations:
            own(organisation, make_organisation(), 60)
            facts.declare_owners_complete(organisation, True, by=None)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            planning.consortium_of(planning.entities_of(organisations))
        return len(captured)

    assert queries(1) == queries(3)


def test_holdings_are_the_enterprises_tied_by_notable_shares():
    partner, mother, grandmother = make_organisation(), make_organisation(), make_organisation()
    daughter, small, stranger = make_organisation(), make_organisation(), make_organisation()
    own(partner, mother, 40)
    own(mother, grandmother, 60)
    own(daughter, partner, 100)
    own(partner, small, 10)
    own(stranger, make_organisation(), 90)
    found = {entity.id: entity.owners for entity in planning.holdings_of([planning.entity_of(partner)])}
    assert found.keys() == {str(mother.pk), str(grandmother.pk), str(daughter.pk)}
    assert [owner.id for owner in found[str(daughter.pk)]] == [str(partner.pk)]
    assert (found[str(mother.pk)], found[str(grandmother.pk)]) == (None, None)


def test_rules_of_a_topic_are_those_valid_on_its_last_deadline():
    rule_set("horizon-ria", "old", begins=date(2021, 1, 1), ends=date(2027, 9, 1))
    rule_set("horizon-ria", "new", begins=date(2027, 9, 1), ends=None, at_least=3)
    before = make_topic(scheme="horizon-ria", deadlines=(date(2027, 8, 31),))
    after = make_topic(scheme="horizon-ria", deadlines=(date(2027, 8, 31), date(2027, 9, 1)))
    assert [planning.rules_of(topic).version for topic in (before, after)] == ["old", "new"]
    assert planning.rules_of(after, on=date(2026, 1, 1)).version == "old"


def test_rules_of_a_topic_of_its_own_go_first():
    document = rule_set("horizon-ria", "general", begins=date(2021, 1, 1), ends=None).document
    topic = make_topic(scheme="horizon-ria", own_rules=document | {"version": "own"})
    assert planning.rules_of(topic).version == "own"


def test_rules_of_a_topic_without_encoded_rules_are_none():
    assert planning.rules_of(make_topic()) is None
    assert planning.rules_of(make_topic(scheme="horizon-ria")) is None
    assert planning.assess_topic(make_topic(), [planning.entity_of(make_organisation())]) is None


def test_rules_of_topics_take_as_many_queries_for_one_as_for_three():
    rule_set("horizon-ria", "one", begins=date(2021, 1, 1), ends=None)
    topics = [make_topic(scheme="horizon-ria") for _ in range(3)]
    counts = []
    for some in (topics[:1], topics):
        with CaptureQueriesContext(connection) as captured:
            assert len(planning.rules_by_topic(some)) == len(some)
        counts.append(len(captured))
    assert counts == [2, 2]


def test_topic_is_assessed_on_its_last_deadline():
    rule_set("horizon-ria", "one", begins=date(2021, 1, 1), ends=None)
    topic = make_topic(scheme="horizon-ria")
    entities = planning.entities_of([make_organisation(), make_organisation()])
    outcomes = [planning.assess_topic(topic, some).outcome for some in (entities[:1], entities)]
    assert outcomes == ["not met", "met"]


def test_presumed_owners_are_listed_and_never_silent():
    topic = make_topic(scheme="horizon-ria")
    shipped = next(one for one in planning.library_documents() if one["code"] == "horizon-ria")
    topic.own_rules = shipped
    topic.save()
    partners = [make_organisation(country=country, activity_type="HES") for country in ("PL", "CZ", "DE")]
    entities = planning.entities_of(partners)
    strict, presuming = (planning.assess_topic(topic, entities, presume=what) for what in ((), ("owners",)))
    assert (strict.outcome, presuming.outcome) == ("unknown", "met")
    assert {(missing.entity, missing.datum) for missing in presuming.presumed} == {
        (str(partner.pk), "owners") for partner in partners
    }


def test_rules_by_version_are_those_of_the_database_first():
    assert planning.rules_by_version("horizon-ria", "2021").title["en"] != "horizon-ria"
    rule_set("horizon-ria", "2021", begins=date(2021, 1, 1), ends=None)
    assert planning.rules_by_version("horizon-ria", "2021").title["en"] == "horizon-ria"
    assert planning.rules_by_version("nothing", "1") is None


def alone(code, organisation, version=-1):
    rules = [one for one in planning.library_documents() if one["code"] == code]
    entity = planning.entity_of(organisation)
    return planning.assess_alone(
        planning.checked_rules(rules[version]), entity, planning.holdings_of([entity]), on=date(2027, 9, 1)
    )


def large(**fields):
    organisation = make_organisation(activity_type="PRC", **fields)
    facts.declare_owners_complete(organisation, True, by=None)
    for year in (2024, 2025, 2026):
        facts.set_figures(
            organisation, year, staff=Decimal(900), turnover=Decimal("9e8"), balance=Decimal("9e8"), by=None
        )
    return organisation


def test_large_enterprise_is_excluded_from_the_accelerator_and_not_from_research():
    organisation = large()
    assert [alone(code, organisation).excluded for code in ("eic-accelerator", "horizon-ria")] == [True, False]


def test_firm_is_excluded_where_only_public_and_non_profit_bodies_may_take_part():
    assert alone("interreg-europe", make_organisation(activity_type="PRC")).excluded
    assert not alone("interreg-europe", make_organisation(activity_type="HES")).excluded
