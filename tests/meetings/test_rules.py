"""Pure rules: comparing plans, the line of a day, fairness."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from grono.meetings.rules.comparison import Change, ChangeKind, Held, compare
from grono.meetings.rules.fairness import Bucket, histogram
from grono.meetings.rules.timeline import Claim, Item, Pause, Stop, Way, arrange

NINE = datetime(2027, 5, 19, 9, tzinfo=UTC)


def item(start: int, minutes: int, claim: Claim = Claim.BOUND, place: str = "t1", hall: str = "A") -> Item:
    begin = NINE + timedelta(minutes=start)
    return Item(begin, begin + timedelta(minutes=minutes), claim, place, hall, f"{start}")


def test_comparison_tells_moved_cancelled_and_gained_apart():
    moved, off, new = (Held(code, people, "S1", "A-1") for code, people in
                       (("m", ("a", "b")), ("o", ("c", "x")), ("n", ("d", "e"))))  # fmt: skip
    later = Held("m", ("a", "b"), "S2", "A-1")
    still = Held("s", ("f", "g"), "S1", "A-2")
    found = compare([moved, off, still], [later, new, still], gone=["x"])
    assert found.changes == (
        Change("a", "b", ChangeKind.MOVED, moved, later),
        Change("b", "a", ChangeKind.MOVED, moved, later),
        Change("d", "e", ChangeKind.GAINED, None, new),
        Change("e", "d", ChangeKind.GAINED, None, new),
        Change("c", "x", ChangeKind.CANCELLED, off, None),
    )
    assert found.touched == {"a", "b"}
    assert found.bereft == {"c"}
    assert found.gaining == {"d", "e"}
    assert found.others == {"a", "b", "c", "f", "g"}
    assert found.percent == 40.0


def test_comparison_counts_a_meeting_taken_away_as_touching_both():
    held = Held("m", ("a", "b"), "S1", "A-1")
    assert compare([held], []).touched == {"a", "b"}
    assert compare([held], [], withdrawn=["m"]).touched == frozenset()


def test_comparison_of_equal_plans_is_empty():
    held = Held("m", ("a", "b"), "S1", "A-1")
    found = compare([held], [held])
    assert (found.changes, found.share) == ((), 0.0)
    assert compare([], []).share == 0.0


def test_line_gives_way_to_what_is_bound_and_keeps_favourites_aside():
    meeting = item(60, 20)
    overlapping = item(50, 30, Claim.MARKED, "r1", "Aula")
    fitting = item(0, 45, Claim.MARKED, "r1", "Aula")
    kept = item(70, 30, Claim.KEPT_FREE, "r2", "Aula")
    line = arrange([overlapping, kept, fitting, meeting])
    assert line.items == [fitting, meeting]
    assert line.aside == (overlapping, kept)


def test_line_never_holds_two_things_at_once():
    items = [item(start, 25, Claim(start % 3), f"p{start}") for start in range(0, 200, 7)]
    line = arrange(items).items
    assert all(first.ends_at <= second.starts_at for first, second in pairwise(line))


def test_line_shows_ways_pauses_and_staying_seated():
    talk = item(0, 30, place="r1", hall="Aula")
    first, second = item(40, 20), item(60, 20)
    assert arrange([second, talk, first]).steps == (
        Stop(talk),
        Pause(talk.ends_at, first.starts_at),
        Way("Aula", "A", 10),
        Stop(first),
        Stop(second, seated=True),
    )


def test_histogram_counts_people_by_the_part_granted():
    requests = [("1", ("a", "b")), ("2", ("a", "c")), ("3", ("a", "d")), ("4", ("a", "e"))]
    assert histogram(requests, {"1", "2", "3"}) == [
        Bucket(100, 100, 3),
        Bucket(75, 99, 1),
        Bucket(50, 74, 0),
        Bucket(25, 49, 0),
        Bucket(1, 24, 0),
        Bucket(0, 0, 1),
    ]
