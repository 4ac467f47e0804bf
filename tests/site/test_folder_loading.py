"""From a folder to a published congress, or to nothing at all."""

import shutil
from pathlib import Path

import pytest

from folders import FILES, append
from grono.congress.choices import PlanKind
from grono.congress.models import Edition, Participant
from grono.congress.plans import published_plan
from grono.meetings.models import Meeting, MeetingRequest
from grono.schedule.models import Favourite, Placement, Session
from grono.site.folder.loading import FolderRefused, PlanningFailed, load_folder, plan_and_publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_load_saves_what_the_files_say(folder):
    report = load_folder(folder)
    assert report.skipped == []
    assert report.counts == {
        "edition": 1, "rooms": 3, "slots": 3, "participants": 3, "sessions": 2, "availability": 1, "requests": 2
    }  # fmt: skip
    edition = report.edition
    assert [str(table) for table in edition.tables.all()] == ["T-1", "T-2"]
    assert edition.slots.get(code="D1").starts_at.isoformat() == "2027-05-19T07:00:00+00:00"
    assert Session.objects.get(code="S1").people.get().person.email == "p1@example.org"


def test_load_refuses_a_faulty_folder_whole(folder):
    append(folder, "requests", "R3,P9,P1,1")
    with pytest.raises(FolderRefused) as refused:
        load_folder(folder)
    assert [str(fault) for fault in refused.value.faults] == [
        "requests.csv, row 4, column requester: there is no P9 in participants.csv"
    ]
    assert (Edition.objects.count(), Participant.objects.count()) == (0, 0)


def test_load_with_skip_bad_leaves_the_faulty_rows_out_and_says_so(folder):
    append(folder, "requests", "R3,P9,P1,1")
    report = load_folder(folder, skip_bad=True)
    assert [str(fault) for fault in report.skipped] == [
        "requests.csv, row 4, column requester: there is no P9 in participants.csv"
    ]
    assert MeetingRequest.objects.count() == 2


def test_load_refuses_an_edition_that_is_there_already(folder):
    load_folder(folder)
    with pytest.raises(FolderRefused, match="nothing was saved") as refused:
        load_folder(folder)
    assert str(refused.value.faults[0]) == (
        "edition.csv, row 2, column slug: there is already an edition small; choose another address"
    )


def test_load_keeps_free_the_favourites_marked_so(folder):
    shutil.copy(folder / "participants.csv", folder / "old")
    text = FILES["participants"].replace("meetings\n", "meetings,favourites\n").replace(",yes\n", ",yes,\n")
    (folder / "participants.csv").write_text(text.replace("p3@example.org,yes,", "p3@example.org,yes,S1!;S2"))
    load_folder(folder)
    assert list(Favourite.objects.order_by("session__code").values_list("session__code", "keep_free")) == [
        ("S1", True),
        ("S2", False),
    ]


@pytest.mark.django_db(transaction=True)
def test_load_plans_and_publishes_programme_and_meetings(folder):
    edition = load_folder(folder).edition
    heard = []
    done = plan_and_publish(edition, hear=lambda kind, report: heard.append(kind), parameters={"seconds": 1})
    assert done
    assert PlanKind.MEETINGS in heard
    assert Placement.objects.filter(version__plan=published_plan(edition, PlanKind.PROGRAMME)).count() == 2
    assert Meeting.objects.filter(plan=published_plan(edition, PlanKind.MEETINGS)).count() == 2
    assert not plan_and_publish(edition)


@pytest.mark.django_db(transaction=True)
def test_planning_that_cannot_succeed_names_the_reason(folder):
    edition = load_folder(folder).edition
    session = Session.objects.get(code="S1")
    block = edition.slots.get(code="D1")
    for code in ("S1", "S2"):
        session = Session.objects.get(code=code)
        session.pinned_start, session.pinned_room = block.starts_at, edition.rooms.get(code="A")
        session.save()
    with pytest.raises(PlanningFailed, match="Pierwsza") as failed:
        plan_and_publish(edition, parameters={"seconds": 1})
    assert "Druga" in str(failed.value)
