"""The collaborative signal on small, hand-made pasts."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grono.engines.matching.collaboration import Links, Participation, Through, fit, mixed_order
from grono.engines.matching.collaboration_history import build_history, years
from grono.engines.matching.collaboration_ranker import ask, fit_weights, held_out, learn, prior
from grono.engines.matching.collaboration_signals import SIGNALS, fit_signals


def project(name: str, *members: str, year: int = 2020) -> list[Participation]:
    """A project whose first member coordinates it; a member is written ``name`` or ``name/country``."""
    return [
        Participation(name, *member.partition("/")[::2], "PRC", place == 0, date(year, 1, 1))
        for place, member in enumerate(members)
    ]


PAST = [
    *project("solar", "ada", "bob", "cid", year=2016),
    *project("wind", "ada", "bob", "dan", year=2018),
    *project("wave", "dan", "eve", year=2019),
    *project("alone", "fay", year=2020),
]


def pasts() -> st.SearchStrategy[list[Participation]]:
    """Any past of up to eight projects of up to five out of nine organisations."""
    members = st.lists(st.sampled_from("abcdefghi"), min_size=1, max_size=5, unique=True)
    teams = st.lists(st.tuples(members, st.integers(2014, 2020)), min_size=1, max_size=8)
    return teams.map(
        lambda rows: [row for n, (team, year) in enumerate(rows) for row in project(f"p{n}", *team, year=year)]
    )


def test_scores_prefer_the_partner_of_both_given() -> None:
    assert fit(PAST).best(["ada", "cid"], limit=1)[0].organisation == "bob"


def test_scores_leave_the_given_out() -> None:
    collaboration = fit(PAST)
    assert {one.organisation for one in collaboration.best(["ada", "bob"])} == {"cid", "dan", "eve", "fay"}
    assert collaboration.scores(["ada"])[collaboration.number["ada"]] == -np.inf


def test_partner_of_a_partner_comes_before_one_without_any_link() -> None:
    order = [one.organisation for one in fit(PAST).best(["ada"])]
    assert order.index("eve") < order.index("fay")


def test_strangers_never_worked_with_anybody_given() -> None:
    assert {one.organisation for one in fit(PAST).best(["ada"], strangers=True)} == {"eve", "fay"}


def test_mixed_order_keeps_one_place_in_three_after_the_head_for_strangers() -> None:
    score = np.arange(12, 0, -1, dtype=np.float32)
    met = np.array([True] * 9 + [False] * 3)
    assert mixed_order(score, met, head=2, every=3).tolist() == [0, 1, 2, 3, 9, 4, 5, 10, 6, 7, 11, 8]


def test_a_mixed_ranking_lists_the_same_organisations() -> None:
    collaboration = fit(PAST)
    mixed, plain = collaboration.best(["ada"], mixed=True), collaboration.best(["ada"])
    assert {one.organisation for one in mixed} == {one.organisation for one in plain}


def test_unknown_organisations_are_ignored_among_the_given() -> None:
    collaboration = fit(PAST)
    assert collaboration.best(["ada", "nobody"]) == collaboration.best(["ada"])
    assert len(collaboration.best(["nobody"])) == len(collaboration.organisations)


@pytest.mark.parametrize("rows", [[], [Participation("", "ada")], [Participation("solar", "")]])
def test_without_a_past_nothing_is_recommended(rows: list[Participation]) -> None:
    collaboration = fit(rows)
    assert collaboration.organisations == ()
    assert collaboration.best(["ada"]) == []


def test_a_single_organisation_has_nobody_to_recommend() -> None:
    assert fit([Participation("solar", "ada")]).best(["ada"]) == []


def test_blank_values_and_repeated_rows_change_nothing_else() -> None:
    bare = [Participation(row.project, row.organisation) for row in PAST]
    assert fit(bare).scores(["ada"]) == pytest.approx(fit([*bare, *bare]).scores(["ada"]))
    assert fit(bare).best(["ada", "cid"], limit=1)[0].organisation == "bob"


def test_links_name_joint_projects_newest_first_and_common_partners() -> None:
    collaboration = fit(PAST)
    assert collaboration.links("ada", "bob") == Links(
        ("wind", "solar"), (Through("dan", ("wind",), ("wind",)), Through("cid", ("solar",), ("solar",)))
    )
    assert collaboration.links("ada", "eve") == Links((), (Through("dan", ("wind",), ("wave",)),))
    assert collaboration.links("ada", "fay") == Links((), ())
    assert collaboration.links("ada", "nobody") == Links((), ())


def test_links_vanish_with_the_project_they_rest_on() -> None:
    without = fit([row for row in PAST if row.project != "wave"])
    assert without.links("dan", "eve") == Links((), ())


def test_parts_add_up_to_the_distance_from_the_average_score() -> None:
    collaboration = fit(PAST)
    group = collaboration.group(["ada"])
    scores = {name: sum(collaboration.parts(["ada"], name).values()) for name in collaboration.organisations}
    assert sum(scores.values()) == pytest.approx(0.0, abs=1e-4)
    others = [place for place in range(len(scores)) if place not in group]
    centred = collaboration.scores(["ada"])[others]
    parts = np.array(list(scores.values()))[others]
    assert parts - parts.mean() == pytest.approx(centred - centred.mean(), abs=1e-4)


def test_parts_name_every_signal_and_nothing_for_the_unknown() -> None:
    collaboration = fit(PAST)
    assert set(SIGNALS) <= set(collaboration.parts(["ada"], "bob"))
    assert collaboration.parts(["ada"], "nobody") == {}


def test_recent_joint_work_counts_more_than_old() -> None:
    history = build_history([*project("old", "ada", "bob", year=2012), *project("new", "ada", "cid", year=2020)])
    table = fit_signals(history, now=years(date(2020, 1, 1))).table([np.array([0])])
    assert table["recent"][0].tolist() == pytest.approx([0.0, 2 ** -(2922 / 365.25 / 2), 1.0])


def test_a_large_project_joins_its_members_less_than_a_small_one() -> None:
    history = build_history([*project("small", "ada", "bob"), *project("large", "ada", "cid", "dan", "eve", "fay")])
    recent = fit_signals(history, now=years(date(2020, 1, 1))).table([np.array([0])])["recent"][0]
    assert recent.tolist() == pytest.approx([0.0, 1.0, 0.25, 0.25, 0.25, 0.25])


def test_a_project_of_one_joins_nobody() -> None:
    signals = fit_signals(build_history(PAST), now=2020.0)
    assert all(float(values[0].sum()) == 0.0 for values in signals.table([np.array([5])]).values())


def test_questions_are_asked_from_the_past_of_each_project_only() -> None:
    history = build_history(PAST)
    earlier, asked = held_out(history, 2018.5)
    assert [history.projects[number] for number in asked] == ["wind"]
    assert [name for name, before in zip(history.projects, earlier, strict=True) if before] == ["solar"]
    assert ask(history.take(earlier), history, asked, now=2017.5, seed=0) is None, "dan is not known before"


def test_learning_keeps_the_prior_without_questions() -> None:
    assert learn(build_history(PAST), now=2020.0).tolist() == prior().tolist()


def test_learning_weighs_teams_that_come_back_together() -> None:
    teams = [[f"o{team}{member}" for member in range(4)] for team in range(12)]
    rows = [
        row for n, team in enumerate(teams) for year in (2016, 2018) for row in project(f"{n}-{year}", *team, year=year)
    ]
    history = build_history(rows)
    earlier, asked = held_out(history, 2018.5)
    questions = ask(history.take(earlier), history, asked, now=2017.5, seed=0)
    assert questions is not None
    assert len(questions.answer) == 48
    learned = fit_weights([questions])
    better = questions.rows @ learned
    assert all(
        better[answer] == better[start:end].max()
        for answer, start, end in zip(questions.answer, questions.starts, questions.starts[1:], strict=False)
    )


def test_a_collaboration_survives_pickling() -> None:
    collaboration = fit(PAST)
    again = pickle.loads(pickle.dumps(collaboration))  # noqa: S301
    assert again.best(["ada"]) == collaboration.best(["ada"])


@settings(max_examples=25, deadline=None)
@given(pasts(), st.permutations("abcdefghi"))
def test_renaming_organisations_renames_the_scores(past: list[Participation], names: list[str]) -> None:
    renamed = dict(zip("abcdefghi", names, strict=True))
    other = [
        Participation(row.project, renamed[row.organisation], row.country, row.type, row.coordinates, row.started)
        for row in past
    ]
    first = fit(past)
    # The questions from which the weights are learned are a sample, drawn by place in the order of names.
    second = replace(fit(other), weights=first.weights)
    given_ones = first.organisations[:2]
    scores = dict(zip(first.organisations, first.scores(given_ones), strict=True))
    moved = dict(zip(second.organisations, second.scores([renamed[name] for name in given_ones]), strict=True))
    assert {renamed[name]: score for name, score in scores.items()} == pytest.approx(moved, abs=1e-3)


@settings(max_examples=25, deadline=None)
@given(pasts(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(past: list[Participation], random: object) -> None:
    shuffled = list(past)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fit(past).scores(["a"]).tolist() == fit(shuffled).scores(["a"]).tolist()


@settings(max_examples=25, deadline=None)
@given(pasts())
def test_a_joint_project_never_loosens_a_pair(past: list[Participation]) -> None:
    def ties(rows: list[Participation]) -> tuple[float, float]:
        history = build_history(rows)
        signals = fit_signals(history, now=2021.0)
        number = {name: place for place, name in enumerate(history.organisations)}
        if not {"a", "b"} <= set(number):
            return 0.0, 0.0
        return float(signals.joint[number["a"], number["b"]]), float(signals.recent[number["a"], number["b"]])

    before, after = ties(past), ties([*past, *project("one more", "a", "b", year=2020)])
    assert after[0] == before[0] + 1
    assert after[1] > before[1]
