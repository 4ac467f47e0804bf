"""Scores become a ranking that knows how sure it is."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from factories import make_person
from grono.proposals.actions.assigning import declare_conflict
from grono.proposals.models import DeclaredConflict
from grono.proposals.queries.ranking import ranking_of
from grono.proposals.scoring import Mark, rank, total_score
from proposals.calls import START, make_submitted
from proposals.committee import make_criterion, make_reviewer, submit

CRITERIA = [("a", 3.0, 1, 5), ("b", 1.0, 0, 10)]


def test_total_score_weighs_criteria():
    assert total_score({"a": 5, "b": 0}, CRITERIA) == 75.0
    assert total_score({"a": 3}, CRITERIA) == 50.0
    assert total_score({}, CRITERIA) == 0.0


def test_strict_reviewer_is_corrected():
    """The strict reviewer 9 gives everybody 30 less; proposal 3 had only him and still comes before proposal 2."""
    marks = [Mark(p, r, s) for p, s in ((1, 80.0), (2, 60.0), (4, 70.0), (5, 50.0)) for r in (7, 8)]
    marks += [Mark(p, 9, s - 30) for p, s in ((1, 80.0), (2, 60.0), (4, 70.0), (5, 50.0), (3, 78.0))]
    found = rank(marks, 2)
    places = [one.proposal for one in found.estimates]
    assert places.index(3) < places.index(2)
    assert found.severity[9] < -15 < 5 < found.severity[7]


def test_more_reviews_narrow_the_interval():
    marks = [Mark(1, r, 70.0 + r) for r in range(5)] + [Mark(2, 0, 72.0), Mark(3, 1, 40.0), Mark(3, 2, 41.0)]
    widths = {one.proposal: one.high - one.low for one in rank(marks, 1).estimates}
    assert widths[1] < widths[3] < widths[2]


def test_chances_add_up_to_the_places():
    marks = [Mark(p, r, 40.0 + 5 * p + r) for p in range(8) for r in range(3)]
    chances = [one.chance for one in rank(marks, 3).estimates]
    assert sum(chances) == pytest.approx(3.0)
    assert chances == sorted(chances, reverse=True)
    assert [one.chance for one in rank(marks, 8).estimates] == [1.0] * 8


def test_disagreement_is_flagged():
    marks = [Mark(p, r, 60.0 + r) for p in range(6) for r in range(3)] + [Mark(9, 0, 100.0), Mark(9, 1, 10.0)]
    assert [one.proposal for one in rank(marks, 2).estimates if one.disagreement] == [9]


def test_review_with_a_conflict_does_not_count(call):
    make_criterion(call)
    proposal, reviewer = make_submitted(call), make_reviewer(call)
    submit(proposal, reviewer, 5)
    DeclaredConflict.objects.create(proposal=proposal, reviewer=reviewer, declared_at=START)
    lines, _found = ranking_of(call, 1)
    assert [(line.place, line.reviews) for line in lines] == [(None, 0)]


def test_ranking_page_takes_as_many_queries_for_many(call, team, client):
    make_criterion(call)
    client.force_login(team)
    address = f"/en/congress/{call.edition.slug}/organiser/calls/{call.code}/ranking/"
    counts = []
    for number in (1, 2):
        for _more in range(number):
            submit(make_submitted(call, make_person()), make_reviewer(call, make_person()), 4)
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(address).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_ranking_is_exported(call, team, client):
    make_criterion(call)
    submit(make_submitted(call), make_reviewer(call), 5)
    make_submitted(call, make_person())
    client.force_login(team)
    answer = client.get(f"/en/congress/{call.edition.slug}/organiser/calls/{call.code}/ranking.xlsx")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert [(row[0], row[8], row[9]) for row in rows[1:]] == [(1, 1, 100), (None, 0, None)]


@pytest.mark.usefixtures("english")
def test_conflict_noted_after_a_submitted_review_is_refused(call, organiser):
    from grono.proposals.rules import ProposalRefused

    make_criterion(call)
    review = submit(make_submitted(call), make_reviewer(call), 5)
    with pytest.raises(ProposalRefused):
        declare_conflict(review.assignment.proposal, review.assignment.reviewer, reason="", by=organiser)
