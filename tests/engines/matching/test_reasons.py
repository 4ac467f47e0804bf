"""Every reason rests on a field and a record, and goes when the record goes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engines.matching.profiles import without
from grono.engines.matching import Kind, Profile, explain


def kinds(seeker: Profile, candidate: Profile) -> set[tuple[str, str]]:
    return {(reason.kind.value, reason.value) for reason in explain(seeker, candidate)}


def test_reasons_name_what_both_records_say(seeker, candidates):
    german, neighbour, stranger = candidates
    assert kinds(seeker, german) == {
        ("need_met", "regranulate"),
        ("need_served", "moulds"),
        ("similar_text", "de"),
        ("shared_competence", "recycling"),
        ("wanted_country", "DE"),
        ("wanted_size", "small"),
        ("complementary_region", "DE30"),
    }
    assert kinds(seeker, neighbour) == {
        ("worked_together", "A"),
        ("partner_of_partner", "kiel"),
        ("same_region", "PL21"),
        ("same_cluster", "key"),
    }
    assert kinds(seeker, stranger) == set()


def test_reason_names_field_and_record_of_both_sides(seeker, candidates):
    met = next(reason for reason in explain(seeker, candidates[0]) if reason.kind == Kind.NEED_MET)
    assert (met.field, met.record, met.own_field, met.own_record) == ("offers", "profile:2", "seeks", "profile:1")
    similar = next(reason for reason in explain(seeker, candidates[0]) if reason.kind == Kind.SIMILAR_TEXT)
    assert (similar.field, similar.record, similar.own_record) == ("summary", "profile:2", "profile:1")
    assert similar.similarity == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("number", [0, 1])
def test_reason_disappears_with_its_record(seeker, candidates, number):
    candidate = candidates[number]
    for reason in explain(seeker, candidate):
        assert (reason.kind, reason.record) not in {
            (other.kind, other.record) for other in explain(seeker, without(candidate, reason.record))
        }
        assert (reason.kind, reason.own_record) not in {
            (other.kind, other.own_record) for other in explain(without(seeker, reason.own_record), candidate)
        }


def test_complementary_region_needs_something_that_joins(seeker, candidates):
    german = without(candidates[0], "profile:2")
    bare = replace(german, facts=tuple(fact for fact in german.facts if fact.field != "competence"))
    assert Kind.COMPLEMENTARY_REGION in {reason.kind for reason in explain(seeker, german)}
    assert Kind.COMPLEMENTARY_REGION not in {reason.kind for reason in explain(seeker, bare)}


def test_reasons_come_weightiest_first(seeker, candidates):
    weights = [reason.weight for reason in explain(seeker, candidates[0])]
    assert weights == sorted(weights, reverse=True)
    assert min(weights) > 0


def test_empty_profiles_have_no_reasons(seeker):
    assert explain(Profile("x"), seeker) == ()
    assert explain(seeker, Profile("x")) == ()
