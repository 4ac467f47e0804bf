"""Records of the EU portal: what is read from them, mended and refused."""

import json
from datetime import date
from decimal import Decimal

import pytest

from funding.portal import gzipped, lines, record
from grono.funding.formats.topic_conditions import read_conditions
from grono.funding.formats.topic_files import TopicFileError, records_of
from grono.funding.formats.topic_text import one_line, readable
from grono.funding.formats.topics import TopicFacts, action_type, readiness, topic_facts

pytestmark = pytest.mark.usefixtures("english")


def facts(**changes) -> TopicFacts:
    row = topic_facts(record(**changes), "calls.jsonl", 7)
    row.read()
    return row


def told(row: TopicFacts) -> list[str]:
    return [str(fault) for fault in (*row.faults, *row.notes)]


# --- Files ---------------------------------------------------------------------------------------------------------


def forms(folder):
    """Return the same three records in every form that is read."""
    rows = [record(1), record(2, title='A "quoted" [title] {x}'), record(3)]
    plain = lines(folder, *rows)
    array = folder / "array.json"
    array.write_text(json.dumps(rows), encoding="utf-8")
    held = folder / "results.json"
    held.write_text(json.dumps({"total": 3, "facets": [{"a": []}], "results": rows, "page": 1}), encoding="utf-8")
    spread = folder / "spread.json"
    spread.write_text("\ufeff" + json.dumps({"results": rows}, indent=2), encoding="utf-8")
    return rows, [plain, array, held, spread, gzipped(plain), gzipped(array)]


def test_lines_array_object_and_gzip_hold_the_same_records(tmp_path):
    rows, paths = forms(tmp_path)
    assert [[row for _number, row in records_of(path)] for path in paths] == [rows] * len(paths)


def test_records_are_found_when_the_file_comes_in_small_pieces(tmp_path, monkeypatch):
    rows, paths = forms(tmp_path)
    monkeypatch.setattr("grono.funding.formats.topic_files._CHUNK", 7)
    assert [[row for _number, row in records_of(path)] for path in paths] == [rows] * len(paths)


def test_a_line_that_is_no_json_is_named_and_the_next_is_read(tmp_path):
    found = list(records_of(lines(tmp_path, record(1), '{"topicId": "X",}', "", record(2))))
    assert [(number, type(row).__name__) for number, row in found] == [(1, "dict"), (2, "JSONDecodeError"), (4, "dict")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "calls.json: the file is empty"),
        (b"\xff\xfe\x00", "calls.json: the file is not text in UTF-8"),
        (b'[{"topicId": "A"}, {"topicId": ', "calls.json, row 2: this is no JSON: Expecting value"),
        (
            b'[{"topicId": "A"} {"topicId": "B"}]',
            "calls.json, row 1: “,” is missing here; the file breaks off or is no",
        ),
        (b'{"total": 3,\n"rows": []}', "calls.json: the file holds no list of topics; it may stand under: results"),
        (b"\x1f\x8b\x08\x00broken", "calls.json: the gzipped file is damaged or breaks off"),
    ],
)
def test_broken_file_is_refused_with_the_place(tmp_path, content, said):
    path = tmp_path / "calls.json"
    path.write_bytes(content)
    with pytest.raises(TopicFileError) as refused:
        list(records_of(path))
    assert str(refused.value).startswith(said)


def test_gzip_that_breaks_off_is_refused(tmp_path):
    path = gzipped(lines(tmp_path, *(record(number) for number in range(20))))
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(TopicFileError, match="damaged or breaks off"):
        list(records_of(path))


# --- Texts ---------------------------------------------------------------------------------------------------------


def test_description_gets_its_paragraphs_back():
    assert facts().fields["description"].split("\n\n") == [
        "Expected Outcome:",
        "Projects should make glass recyclable:",
        "cheaper sorting;",
        "fewer losses; and",
        "The public knows.[1]",
        "Scope:",
        "Proposals should build a pilot plant in cities",
        "The plant uses waste.",
        "Activities are expected to start at TRL 4-5 and achieve TRL 6-7 by the end – see General Annex B.",
        "[1] https://example.org/Glass.Pdf",
    ]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ('">General rules', "General rules"),
        ("<p>Glass &amp; sand</p><ul><li>clean</li></ul>", "Glass & sand\n\nclean"),
        ("wÅ‚Ã³kna szklane", "włókna szklane"),
        ("a\ufeff b\u200b\u00adc \uf076 sorting \uf076 melting", "a bc\n\n• sorting\n\n• melting"),
        ("See https://example.org/A.Bc:De?x=Fg and e.g. SatCom of the U.S. Army", None),
        ("at 17:00, 3.5 million, Art. 22(5)", None),
    ],
)
def test_markup_goes_and_what_is_whole_stays(raw, shown):
    assert readable(raw) == (raw if shown is None else shown)


def test_placeholder_for_a_contact_is_dropped():
    assert one_line("Ask us. please add a contact e-mail or url") == "Ask us."


def test_conditions_are_cut_into_their_sections_without_the_list_of_documents():
    text = facts().fields["conditions"]
    assert [part for part in text.split("\n\n") if part.endswith(":")] == [
        "1. Admissibility Conditions: Proposal page limit and layout:",
        "2. Eligible countries:",
        "3. Other Eligible Conditions:",
        "4. Financial and operational capacity and exclusion:",
        "6. Legal and financial set-up of the grants:",
    ]
    assert "Application form" not in text


def test_only_sentences_beyond_the_general_rules_are_the_topics_own():
    limit = "Participation is limited to legal entities established in Member States.[[See the list.]]"
    own = read_conditions(record(own=f"The following additional eligibility criteria apply:{limit}")["topicConditions"])
    assert (own.own, read_conditions(record()["topicConditions"]).own) == (
        ("Participation is limited to legal entities established in Member States.",),
        (),
    )


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("expected to start at TRL 4-5 and achieve TRL 6-7 by the end", (4, 7)),
        ("expected to achieve TRL 5 by the end. Activities may start at any TRL.", (None, 5)),
        ("achieve TRL 5 in one area and achieve TRL 7 in the other", (None, None)),
        ("start at TRL 6 and achieve TRL 4", (None, None)),
        ("high-TRL solutions such as pilots (TRL 7)", (None, None)),
    ],
)
def test_readiness_is_read_only_where_it_is_certain(text, levels):
    assert readiness(text) == levels


# --- Fields --------------------------------------------------------------------------------------------------------


def test_record_becomes_facts():
    row = facts()
    assert told(row) == []
    wanted = ("title", "language", "action_type", "deadline_model", "budget_min", "expected_grants", "source_keywords")
    assert [row.fields[name] for name in wanted] == [
        "Glass 1", "en", "RIA", "single-stage", Decimal("4000000.00"), 2,
        ["Circular economy", "recycling (glass, bottles)"],
    ]  # fmt: skip
    assert (row.deadlines, row.scheme, row.programme.slug) == (
        ((date(2099, 9, 22), 1),), "horizon-ria", "horizon-europe",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "model", "deadlines"),
    [
        ("2099-09-22T17:00:00.000+0000", "single-stage", [("2099-09-22", 1)]),
        (["2099-10-01", "2099-02-01"], "two-stage", [("2099-02-01", 1), ("2099-10-01", 2)]),
        ("2099-02-01, 2099-06-01; 2099-06-01", "multiple cut-off", [("2099-02-01", 1), ("2099-06-01", 1)]),
        ("22 September 2099", "single-stage", [("2099-09-22", 1)]),
        ("", "continuous", []),
    ],
)
def test_deadlines_come_in_many_forms(given, model, deadlines):
    row = facts(deadline=given, deadlineModel=model)
    assert ([(day.isoformat(), stage) for day, stage in row.deadlines], told(row)) == (deadlines, [])


def test_record_of_the_search_service_is_read_out_of_its_wrapping():
    wrapped = {
        "reference": "1TOPICSen",
        "metadata": {
            "identifier": ["HORIZON-CL6-2099-01-09"], "title": ["Wrapped"], "frameworkProgramme": ["43108390"],
            "deadlineDate": ["2099-01-05T00:00:00.000+0000", "2099-08-05T00:00:00.000+0000"], "status": ["31094501"],
            "deadlineModel": ["two-stage"], "startDate": ["2098-09-01T00:00:00.000+0000"],
            "descriptionByte": ["<p>One.</p><p>Two.</p>"],
        },
    }  # fmt: skip
    row = topic_facts(wrapped, "results.json", 1)
    row.read()
    assert (told(row), row.topic_id, row.fields["title"], row.fields["description"], row.fields["portal_status"]) == (
        [], "HORIZON-CL6-2099-01-09", "Wrapped", "One.\n\nTwo.", "forthcoming",
    )  # fmt: skip
    assert (row.fields["opening_date"], [stage for _day, stage in row.deadlines]) == (date(2098, 9, 1), [1, 2])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"topicId": ""}, "column topicId: a topic needs an identifier of letters, digits"),
        ({"title": " "}, "column title (HORIZON-CL6-2099-01-CIRCBIO-01): the title is missing"),
        ({"programme": "", "programmeId": None}, "column programme (HORIZON-CL6-2099-01-CIRCBIO-01): the programme is"),
        ({"deadline": ""}, "column deadline (HORIZON-CL6-2099-01-CIRCBIO-01): a topic needs a deadline, unless it is"),
        ({"deadline": "2099-02-30"}, "column deadline (HORIZON-CL6-2099-01-CIRCBIO-01): “2099-02-30” is no date such"),
    ],
)
def test_record_that_breaks_a_rule_is_refused_with_its_place(changes, said):
    row = facts(**changes)
    assert [str(fault)[: len("calls.jsonl, row 7, ") + len(said)] for fault in row.faults] == [
        f"calls.jsonl, row 7, {said}"
    ]


@pytest.mark.parametrize(
    ("changes", "field", "value", "said"),
    [
        ({"budgetMin": 9_000_000}, "budget_max", None, "budgetMin"),
        ({"budgetMax": "much"}, "budget_max", None, "budgetMax"),
        ({"budgetMax": "EUR 5 000 000"}, "budget_max", Decimal("5000000.00"), ""),
        ({"budgetMin": 0}, "budget_min", None, ""),
        ({"expectedGrants": 2.5}, "expected_grants", None, "expectedGrants"),
        ({"portalUrl": "javascript:alert(1)"}, "url", "", "portalUrl"),
        ({"deadlineModel": "now and then"}, "deadline_model", "", "deadlineModel"),
    ],
)
def test_cell_that_cannot_be_understood_is_left_out_with_a_note(changes, field, value, said):
    row = facts(**changes)
    assert (row.faults, row.fields[field], [note.column.partition(" ")[0] for note in row.notes]) == (
        [], value, [said] if said else [],
    )  # fmt: skip


def test_what_is_no_record_is_refused():
    assert [str(topic_facts(value, "a.json", 1).faults[0]) for value in ([], "x", None)] == [
        f"a.json, row 1: this is no topic but {kind}" for kind in ("list", "str", "NoneType")
    ]


@pytest.mark.parametrize(
    ("full", "short", "code"),
    [
        ("HORIZON JU Innovation Actions", "IA", "IA"),
        ("DIGITAL Coordination and Support Actions", "CSA", "CSA"),
        ("HORIZON Recognition Prize", "Prize", "Prize"),
        ("LIFE Project Grants", "Grant", "Grant"),
        ("HORIZON TMA MSCA Doctoral Networks", "MSCA", "MSCA-DN"),
        ("Something new", "NEW", "NEW"),
    ],
)
def test_type_of_action_is_known_by_its_full_name(full, short, code):
    assert action_type(full, short) == code
