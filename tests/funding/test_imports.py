"""Topic records into the database: once each, with their history, nothing lost."""

import gzip
import json
from datetime import date
from pathlib import Path
from threading import Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import make_competence, make_person, make_programme, make_scheme, make_topic
from funding.portal import gzipped, lines, record
from grono.funding.actions.imports import AlreadyRunning, import_calls
from grono.funding.models import CallImport, CutOff, DeadlineChange, FundingCall, FundingProgramme, Topic
from grono.kit.locks import alone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "eu_calls.jsonl.gz"
ID = "HORIZON-CL6-2099-01-CIRCBIO-{:02d}"


def told(report) -> dict[str, int]:
    """Return the numbers of a report that are not 0."""
    return {name: number for name, number in report.counts.items() if number}


def state() -> list[tuple]:
    """Return everything that an import writes about topics."""
    topics = list(Topic.objects.order_by("pk").values_list())
    return [*topics, *CutOff.objects.order_by("pk").values_list(), *FundingCall.objects.values_list()]


def jobs(name: str) -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name LIKE %s ORDER BY id", [f"%{name}"])
        return [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in cursor.fetchall()]


# --- What comes in -------------------------------------------------------------------------------------------------


def test_record_becomes_a_topic_with_call_programme_and_deadline(tmp_path):
    make_scheme("horizon-ria")
    report = import_calls(lines(tmp_path, record(own="Only SMEs may apply.")), by=None)
    topic = Topic.objects.get()
    assert told(report) == {"read": 1, "created": 1}
    assert (topic.topic_id, topic.slug, topic.title, topic.origin, topic.state, topic.scheme.code) == (
        ID.format(1), ID.format(1).lower(), "Glass 1", "portal", "published", "horizon-ria",
    )  # fmt: skip
    assert (topic.call.identifier, topic.call.programme.slug, topic.call.programme.portal_id) == (
        "HORIZON-CL6-2099-01", "horizon-europe", "43108390",
    )  # fmt: skip
    assert [row.deadline_date for row in topic.cut_offs.all()] == [date(2099, 9, 22)]
    assert (topic.own_conditions, topic.has_own_conditions) == ("Only SMEs may apply.", True)
    assert "glass 1" in topic.folded


def test_programme_that_was_entered_by_hand_is_used(tmp_path):
    ours = make_programme("horizon-europe", "Horyzont")
    import_calls(lines(tmp_path, record()), by=None)
    ours.refresh_from_db()
    assert (FundingProgramme.objects.count(), ours.portal_id, str(ours.name)) == (1, "43108390", "Horyzont")


def test_keywords_tag_a_topic_with_the_competences_they_name(tmp_path):
    make_competence("circular-economy", {"en": "circular economy", "pl": "gospodarka obiegu zamkniętego"})
    import_calls(lines(tmp_path, record()), by=None)
    assert [word.code for word in Topic.objects.get().keywords.all()] == ["circular-economy"]


def test_every_form_of_the_file_brings_the_same(tmp_path):
    rows = [record(number) for number in range(1, 4)]
    array = tmp_path / "array.json"
    array.write_text(json.dumps({"results": rows}), encoding="utf-8")
    plain = lines(tmp_path, *rows)
    import_calls(plain, by=None)
    before = state()
    for path in (gzipped(plain), array, gzipped(array)):
        assert told(import_calls(path, by=None)) == {"read": 3, "unchanged": 3}
    assert state() == before


def test_second_run_changes_nothing(tmp_path):
    path = lines(tmp_path, *(record(number) for number in range(1, 6)))
    import_calls(path, by=None)
    before = state()
    assert told(import_calls(path, by=None)) == {"read": 5, "unchanged": 5}
    assert state() == before
    assert [len(job["ids"]) for job in jobs("index_records_task")] == [5]


def test_field_that_nobody_reads_changes_nothing(tmp_path):
    import_calls(lines(tmp_path, record()), by=None)
    assert told(import_calls(lines(tmp_path, record(supportInfo="Call us.", stage="single")), by=None)) == {
        "read": 1,
        "unchanged": 1,
    }


def test_number_of_queries_does_not_grow_with_the_rows(tmp_path):
    counted = []
    for folder, rows in ((tmp_path / "one", [1, 2]), (tmp_path / "two", range(10, 22))):
        folder.mkdir()
        path = lines(folder, *(record(number) for number in rows))
        with CaptureQueriesContext(connection) as queries:
            import_calls(path, by=None, is_selection=True)
        counted.append(len([query for query in queries if "programme" not in query["sql"]]))
    assert counted[0] >= counted[1]


# --- What changes --------------------------------------------------------------------------------------------------


def test_changed_deadline_is_kept_and_told(tmp_path):
    person = make_person()
    import_calls(lines(tmp_path, record(1), record(2)), by=None)
    report = import_calls(lines(tmp_path, record(1, deadline="2099-10-06"), record(2)), by=person)
    change = DeadlineChange.objects.get()
    assert told(report) == {"read": 2, "updated": 1, "unchanged": 1, "deadlines": 1}
    assert (change.before, change.after, change.by, change.call_import) == (
        [date(2099, 9, 22)], [date(2099, 10, 6)], person, report.record,
    )  # fmt: skip
    assert [row.deadline_date for row in change.topic.cut_offs.all()] == [date(2099, 10, 6)]
    assert jobs("mail_deadline_change") == [{"topic_id": change.topic_id, "change_id": change.pk}]


def test_changed_title_keeps_the_deadlines(tmp_path):
    import_calls(lines(tmp_path, record()), by=None)
    kept = CutOff.objects.get().pk
    import_calls(lines(tmp_path, record(title="Glass again")), by=None)
    assert (Topic.objects.get().title, CutOff.objects.get().pk, DeadlineChange.objects.count()) == (
        "Glass again", kept, 0,
    )  # fmt: skip


def test_scheme_that_a_person_chose_stays_and_one_by_rule_follows(tmp_path):
    for code in ("horizon-ria", "horizon-ia", "eurostars"):
        make_scheme(code)
    import_calls(lines(tmp_path, record(1), record(2)), by=None)
    Topic.objects.filter(topic_id=ID.format(2)).update(scheme=make_scheme("eurostars"))
    changed = {"typesOfAction": "HORIZON Innovation Actions", "actionType": "IA"}
    import_calls(lines(tmp_path, record(1, **changed), record(2, **changed)), by=None)
    assert list(Topic.objects.order_by("topic_id").values_list("scheme__code", flat=True)) == [
        "horizon-ia",
        "eurostars",
    ]


def test_state_and_rules_of_a_topic_alone_are_not_touched(tmp_path):
    import_calls(lines(tmp_path, record()), by=None)
    Topic.objects.update(state="withdrawn", own_rules={"code": "own"})
    import_calls(lines(tmp_path, record(title="New")), by=None)
    topic = Topic.objects.get()
    assert (topic.title, topic.state, topic.own_rules) == ("New", "withdrawn", {"code": "own"})


def test_topic_entered_by_hand_is_never_touched(tmp_path):
    ours = make_topic(ID.format(1), origin="hand", title="Ours")
    before = state()
    report = import_calls(lines(tmp_path, record()), by=None)
    assert (told(report), state()) == ({"read": 1, "by_hand": 1}, before)
    assert [str(note) for note in report.notes] == [
        f"calls.jsonl, row 1, column topicId ({ours.topic_id}): was entered by hand and stays as it is"
    ]


def test_identifier_in_other_letters_is_the_same_topic(tmp_path):
    import_calls(lines(tmp_path, record(topicId="HORIZON-CL6-2099-Two-Stage-01")), by=None)
    report = import_calls(lines(tmp_path, record(topicId="HORIZON-CL6-2099-TWO-STAGE-01", title="Again")), by=None)
    assert told(report) == {"read": 1, "updated": 1}
    assert list(Topic.objects.values_list("topic_id", "title")) == [("HORIZON-CL6-2099-Two-Stage-01", "Again")]


def test_topics_whose_addresses_would_be_the_same_get_different_ones(tmp_path):
    rows = [record(topicId="EuropeAid/1/ACT/MA"), record(topicId="EuropeAid-1-ACT-MA")]
    import_calls(lines(tmp_path, *rows), by=None)
    assert sorted(Topic.objects.values_list("slug", flat=True)) == ["europeaid-1-act-ma", "europeaid-1-act-ma-2"]


# --- What is not there any more ------------------------------------------------------------------------------------


def marked() -> list[str]:
    found = Topic.objects.exclude(missing_since=None).order_by("topic_id")
    return [topic_id[-2:] for topic_id in found.values_list("topic_id", flat=True)]


def test_topic_that_vanished_is_marked_and_comes_back(tmp_path):
    rows = [record(number) for number in range(1, 5)]
    import_calls(lines(tmp_path, *rows), by=None)
    report = import_calls(lines(tmp_path, *rows[:3]), by=None)
    assert (told(report), marked()) == ({"read": 3, "unchanged": 3, "missing": 1}, ["04"])
    report = import_calls(lines(tmp_path, *rows), by=None)
    assert (told(report), marked()) == ({"read": 4, "unchanged": 4, "returned": 1}, [])


def test_vanished_topic_keeps_everything(tmp_path):
    rows = [record(number) for number in range(1, 5)]
    import_calls(lines(tmp_path, *rows), by=None)
    before = Topic.objects.filter(topic_id=ID.format(4)).values("title", "description", "digest", "state").get()
    import_calls(lines(tmp_path, *rows[:3]), by=None)
    after = Topic.objects.filter(topic_id=ID.format(4)).values("title", "description", "digest", "state").get()
    assert (after, CutOff.objects.count()) == (before, 4)


def test_part_of_a_programme_marks_nothing_and_says_so(tmp_path):
    import_calls(lines(tmp_path, *(record(number) for number in range(1, 6))), by=None)
    report = import_calls(lines(tmp_path, record(1), *(record(number) for number in range(50, 60))), by=None)
    assert (marked(), [str(note) for note in report.notes]) == (
        [],
        ["calls.jsonl: horizon-europe: the file has 1 of 5 known topics; none is marked as absent"],
    )


def test_other_programmes_are_not_marked(tmp_path):
    life = {"programme": "LIFE", "programmeId": "43252405", "callIdentifier": "LIFE-2099"}
    import_calls(lines(tmp_path, record(1), record(2, topicId="LIFE-2099-01", **life)), by=None)
    assert (told(import_calls(lines(tmp_path, record(1)), by=None)), marked()) == ({"read": 1, "unchanged": 1}, [])


def test_topics_that_are_over_do_not_count_but_are_marked(tmp_path):
    over = [record(number, deadline="2001-01-01") for number in range(10, 20)]
    import_calls(lines(tmp_path, record(1), record(2), *over), by=None)
    import_calls(lines(tmp_path, record(1), record(2)), by=None)
    assert marked() == [f"{number}" for number in range(10, 20)]


def test_declared_selection_marks_nothing(tmp_path):
    import_calls(lines(tmp_path, *(record(number) for number in range(1, 5))), by=None)
    import_calls(lines(tmp_path, *(record(number) for number in range(1, 4))), by=None, is_selection=True)
    assert marked() == []


def test_topic_whose_record_is_refused_stays_and_is_not_marked(tmp_path):
    import_calls(lines(tmp_path, *(record(number) for number in range(1, 4))), by=None)
    report = import_calls(lines(tmp_path, record(1), record(2), record(3, deadline="soon")), by=None)
    assert (told(report), marked()) == ({"read": 3, "unchanged": 2, "refused": 1}, [])
    assert CutOff.objects.filter(topic__topic_id=ID.format(3)).get().deadline_date == date(2099, 9, 22)


# --- What is refused -----------------------------------------------------------------------------------------------


def test_faulty_records_are_left_out_named_and_kept_with_the_import(tmp_path):
    path = lines(tmp_path, record(1), "{broken}", record(2, deadline=""), [], record(1, title="Twice"), record(3))
    report = import_calls(path, by=None)
    kept = CallImport.objects.get()
    assert told(report) == {"read": 6, "created": 2, "refused": 3, "repeated": 1}
    assert [(fault.row, fault.column) for fault in report.faults] == [
        (2, ""),
        (3, f"deadline ({ID.format(2)})"),
        (4, ""),
    ]
    assert [note["row"] for note in kept.notes if note["refused"]] == [2, 3, 4]
    assert (kept.counts, kept.file_name, kept.finished_at is not None) == (report.counts, "calls.jsonl", True)
    assert [str(note) for note in report.notes] == [
        f"calls.jsonl, row 5, column topicId ({ID.format(1)}): stands in record 1 already; the first counts"
    ]


@pytest.mark.parametrize("content", [b"", b"{}", b"[1, 2]", b'[{"topicId": "A"}', b"\x1f\x8bbroken", b"\xff"])
def test_file_that_cannot_be_read_is_refused_before_anything_is_saved(tmp_path, content):
    path = tmp_path / "calls.json"
    path.write_bytes(content)
    report = import_calls(path, by=None)
    assert (report.refused, len(report.faults), CallImport.objects.count()) == (content != b"{}", 1, content == b"{}")


def test_missing_file_is_refused(tmp_path):
    report = import_calls(tmp_path / "nowhere.json", by=None)
    assert ([str(fault) for fault in report.faults], str(report)) == (
        ["nowhere.json: there is no such file"], "nowhere.json: nothing was saved.",
    )  # fmt: skip


def test_import_that_breaks_off_keeps_whole_batches_and_is_repeated(tmp_path):
    path = lines(tmp_path, *(record(number) for number in range(1, 6)))

    def stop(record: CallImport) -> None:
        if record.counts.get("read") == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_calls(path, by=None, hear=stop, batch_rows=2)
    assert (Topic.objects.count(), CallImport.objects.get().finished_at) == (2, None)
    assert told(import_calls(path, by=None, batch_rows=2)) == {"read": 5, "created": 3, "unchanged": 2}


def test_two_imports_do_not_run_at_once(tmp_path):
    path = lines(tmp_path, record())
    refused: list[Exception] = []

    def other() -> None:
        try:
            import_calls(path, by=None)
        except AlreadyRunning as error:
            refused.append(error)
        finally:
            connection.close()

    with alone(0x43414C4C) as is_free:
        thread = Thread(target=other)
        thread.start()
        thread.join()
    assert (is_free, [type(error) for error in refused], Topic.objects.count()) == (True, [AlreadyRunning], 0)


# --- The real file -------------------------------------------------------------------------------------------------


@pytest.mark.shared
@pytest.mark.skipif(not REAL.is_file(), reason="needs the collection of real topics beside the project")
def test_real_file_comes_in_whole_and_twice_the_same():
    for code in ("horizon-ria", "horizon-ia", "horizon-csa"):
        make_scheme(code)
    with gzip.open(REAL, "rt", encoding="utf-8") as rows:
        wanted = {json.loads(row)["topicId"] for row in rows}
    report = import_calls(REAL, by=None)
    assert (told(report), report.faults, report.notes) == ({"read": 549, "created": 549}, [], [])
    assert set(Topic.objects.values_list("topic_id", flat=True)) == wanted
    assert Topic.objects.exclude(scheme=None).count() == 343
    assert not Topic.objects.filter(conditions__startswith='">').exists()
    before = state()
    assert told(import_calls(REAL, by=None)) == {"read": 549, "unchanged": 549}
    assert state() == before
