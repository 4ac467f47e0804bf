"""What is found, in which order, how it is counted, and what is said when nothing is."""

import pytest

from grono.search.actions import index_everything, refresh_vectors
from grono.search.queries import PAGE, Count, Filters, complete, filters_from, find, nearest
from grono.search.queries.finding import varied

PLASTIC = "Recykling tworzyw sztucznych i regranulacja folii z odpadów."


def names(text, **how):
    return [hit.name for hit in find(text, language="pl", **how).hits]


def marked(parts):
    return [part.text for part in parts if part.marked]


@pytest.mark.parametrize("text", ["klaster", "klastry", "klastrów", "Klastrami", "KLASTRÓW"])
def test_every_form_of_a_word_finds_every_other(publish, text):
    publish(1, "Biuro", "Koordynujemy klaster wodorowy.")
    publish(2, "Spółka", "Należymy do dwóch klastrów.")
    publish(3, "Inni", "Nic o tym.")
    assert sorted(names(text)) == ["Biuro", "Spółka"]


def test_english_forms_and_missing_accents_do_not_matter(publish):
    publish(1, "Łódzka Żywność", "Companies of the food branch", language="en")
    assert names("company") == names("lodzka zywnosc") == names("ŁÓDZKA") == ["Łódzka Żywność"]


def test_the_last_word_may_be_unfinished(publish):
    publish(1, "Wodorowa Butla", "Zbiorniki")
    assert names("wodo") == names("zbiorniki wodo") == ["Wodorowa Butla"]
    assert names("wodo zbiorniki", exact=True) == []


def test_all_words_must_occur_in_whatever_language(publish):
    publish(1, "Krąg", "Recykling", language="pl")
    publish(1, "Krąg", "Plastics", language="en")
    publish(2, "Inny", "Recykling szkła")
    assert names("recykling plastics") == ["Krąg"]


def test_a_name_comes_before_a_text_that_speaks_of_it(publish):
    publish(1, "Gazeta", "Politechnika, politechnika, politechnika i jeszcze raz politechnika.")
    publish(2, "Politechnika Próbna", "Uczelnia")
    publish(3, "Stowarzyszenie przyjaciół pewnej politechniki", "Politechnika")
    expected = ["Politechnika Próbna", "Stowarzyszenie przyjaciół pewnej politechniki", "Gazeta"]
    assert names("politechnika") == expected


def test_hit_marks_the_words_in_title_and_text(publish):
    publish(1, "Recykling Śląski", PLASTIC)
    hit = find("recyklingu tworzywami", language="pl").hits[0]
    assert (marked(hit.title), marked(hit.snippet)) == (["Recykling"], ["Recykling", "tworzyw"])
    assert hit.by_words


def test_slip_is_mended_and_said_and_can_be_refused(publish):
    publish(1, "Foliokrąg", PLASTIC)
    index_everything()
    found = find("recykling tworzyw stucznych", language="pl")
    assert (found.text, found.searched) == ("recykling tworzyw stucznych", "recykling tworzyw sztucznych")
    assert [hit.name for hit in found.hits] == ["Foliokrąg"]
    refused = find("recykling tworzyw stucznych", language="pl", exact=True)
    assert (refused.searched, refused.hits) == ("recykling tworzyw stucznych", [])
    assert ("spelling", "recykling tworzyw sztucznych", 1) in [
        (other.reason, other.text, other.count) for other in refused.alternatives
    ]


def test_mended_word_is_written_with_its_accents(publish):
    publish(1, "Źródło", "Przetwórstwo żywności")
    assert find("przetworstwo zywnsoci", language="pl").searched == "przetworstwo żywności"


def test_text_of_which_not_every_word_can_be_mended_is_left_alone(publish):
    publish(1, "Foliokrąg", PLASTIC)
    assert find("stucznych qwertyuiop", language="pl").searched == "stucznych qwertyuiop"


def test_rare_word_beside_a_common_one_is_doubted_not_replaced(publish):
    for number in range(1, 26):
        publish(number, f"Firma {number}", "wodór")
    publish(99, "Wador", "nazwa własna")
    index_everything()
    found = find("wador", language="pl")
    assert (found.searched, [hit.name for hit in found.hits], found.doubt) == ("wador", ["Wador"], "wodór")


def test_meaning_finds_what_has_no_word_in_common_and_shows_the_passage(publish):
    publish(1, "Granulat", "Wir gründeten 1999.\nWir verwerten Kunststoffabfälle und recyceln Plastik.", language="de")
    publish(2, "Papier", "Wir stellen Papier und Karton her.", language="de")
    refresh_vectors()
    found = find("recykling tworzyw sztucznych", language="pl")
    assert [(hit.name, hit.language, hit.by_words) for hit in found.hits] == [("Granulat", "de", False)]
    assert (
        "".join(part.text for part in found.hits[0].snippet) == "Wir verwerten Kunststoffabfälle und recyceln Plastik."
    )
    assert 0.35 <= found.hits[0].certainty <= 1


def test_record_is_shown_in_the_readers_language_where_that_fits(publish):
    publish(1, "Krąg", "Fabryka wodoru")
    publish(1, "Circle", "Hydrogen factory", language="en")
    assert [find("wodór", language=code).hits[0].language for code in ("pl", "en")] == ["pl", "pl"]
    publish(2, "Wind Wind", "wind", language="pl")
    publish(2, "Wind Wind", "wind", language="en")
    assert [find("wind", language=code).hits[0].language for code in ("pl", "en")] == ["pl", "en"]


def test_nonsense_finds_nothing(publish):
    publish(1, "Foliokrąg", PLASTIC)
    refresh_vectors()
    found = find("asdfqwer zxcvbnm", language="pl")
    assert (found.total, found.hits, found.alternatives, found.nearby) == (0, [], [], [])


def test_empty_result_shows_what_comes_nearest_in_meaning(publish):
    publish(1, "Foliokrąg", PLASTIC, meaning=PLASTIC)
    refresh_vectors()
    found = find("utylizacja śmieci", language="pl")
    assert (found.total, found.hits) == (0, [])
    assert [hit.name for hit in found.nearby] == ["Foliokrąg"]


def test_kinds_take_turns_and_keep_their_own_order():
    kinds = dict.fromkeys(range(30), "organisation") | {30: "project", 31: "project"}
    mixed = varied(list(range(32)), kinds)
    assert mixed.index(30) < 12
    assert [key for key in mixed if key < 30] == list(range(30))
    assert [key for key in mixed if key >= 30] == [30, 31]


def test_one_kind_alone_keeps_its_order():
    assert varied([3, 1, 2], dict.fromkeys((1, 2, 3), "project")) == [3, 1, 2]


def test_empty_result_offers_fewer_words_and_no_filters_with_their_counts(publish):
    publish(1, "Foliokrąg", "folie i worki", country="PL")
    publish(2, "Szklany Krąg", "szkło", country="CZ")
    found = find("folie szkło", language="pl", filters=Filters(country=("DE",)))
    assert {(other.reason, other.text, other.count) for other in found.alternatives} == {
        ("fewer", "folie", 1),
        ("fewer", "szkło", 1),
    }
    only = find("folie", language="pl", filters=Filters(country=("DE",)))
    assert [(other.reason, other.text, other.count) for other in only.alternatives] == [("unfiltered", "folie", 1)]


@pytest.fixture
def branches(publish):
    places = [
        ("PL", "PL22A", "business", "22.21"),
        ("PL", "PL911", "research", "72.19"),
        ("CZ", "CZ080", "business", "22.22"),
    ]
    for number, (country, region, sector, code) in enumerate(places, 1):
        publish(
            number, f"Firma {number}", "wodór", country=country, region=region, helix_sector=sector, activities=(code,),
            clusters=("zamknieta-petla",) if number < 3 else (), type="TO" if number == 1 else "",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ({"country": ["PL"]}, [1, 2]),
        ({"country": ["PL", "CZ"]}, [1, 2, 3]),
        ({"region": ["PL2"]}, [1]),
        ({"region": ["PL22A"]}, [1]),
        ({"region": ["PL"]}, [1, 2]),
        ({"sector": ["business"]}, [1, 3]),
        ({"activity": ["C"]}, [1, 3]),
        ({"activity": ["22"]}, [1, 3]),
        ({"activity": ["22.21"]}, [1]),
        ({"activity": ["M"]}, [2]),
        ({"cluster": ["zamknieta-petla"], "sector": ["business"]}, [1]),
        ({"type": ["TO"]}, [1]),
        ({"kind": ["thing"]}, [1, 2, 3]),
        ({"kind": ["nothing"]}, []),
        ({"country": ["P" * 5000, "\0", ""]}, [1, 2, 3]),
    ],
)
def test_filters_narrow_at_every_level(branches, filters, numbers):
    found = find("wodór", language="pl", filters=filters_from(filters))
    assert sorted(hit.object_id for hit in found.hits) == numbers
    assert found.total == len(numbers)


def test_counts_keep_the_filters_of_the_other_facets(branches):
    facets = find("wodór", language="pl", filters=Filters(country=("PL",), sector=("business",))).facets
    assert facets["country"] == [Count("CZ", 1), Count("PL", 1, selected=True)]
    assert facets["sector"] == [Count("business", 1, selected=True), Count("research", 1)]
    assert facets["cluster"] == [Count("zamknieta-petla", 1)]
    assert facets["kind"] == [Count("thing", 1)]


def test_counts_are_what_choosing_the_value_leaves(branches):
    before = find("wodór", language="pl").facets
    for name, counts in before.items():
        for count in counts:
            narrowed = find("wodór", language="pl", filters=filters_from({name: [count.value]}))
            assert (name, count.value, narrowed.total) == (name, count.value, count.count)


def test_pages_hold_each_record_once_in_a_stable_order(publish, shelf):
    for number in range(1, 2 * PAGE + 4):
        publish(number, "Wodór", "wodór")
    pages = [find("wodór", language="pl", page=page) for page in (1, 2, 3)]
    ids = [hit.object_id for page in pages for hit in page.hits]
    assert (len(ids), len(set(ids)), pages[0].total, pages[0].pages) == (43, 43, 43, 3)
    assert find("wodór", language="pl", page=99).hits == pages[2].hits


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "!!!",
        "\0",
        "'",
        "<b>",
        "\\'; --",
        "wodór\0wodór",
        "x" * 100_000,
        "wodór " * 20_000,
        "\ud83d"[:0] or "🦊",
    ],
)
def test_bad_input_finds_what_it_can_and_breaks_nothing(publish, text):
    publish(1, "Wodór", "wodór")
    refresh_vectors()
    assert [hit.name for hit in find(text, language="pl").hits] == (["Wodór"] if "wodór" in text else [])


def test_number_of_queries_does_not_grow_with_the_results(publish, django_assert_num_queries):
    publish(1, "Gaz", "gaz i tlen")
    refresh_vectors()
    find("gaz", language="pl")  # the names of the tags are read once
    with django_assert_num_queries(6):
        assert find("gaz", language="pl").total == 1
    publish(2, "Gaz 2", "gaz i azot")
    publish(3, "Gaz 3", "gaz i hel")
    refresh_vectors()
    with django_assert_num_queries(6):
        assert find("gaz", language="pl").total == 3


def test_complete_offers_the_commonest_words_that_begin_so(publish):
    for number, body in enumerate(["wodór wodorowy", "wodór", "woda"], 1):
        publish(number, "Firma", body)
    index_everything()
    assert complete("zielony wod") == ["zielony wodór", "zielony woda", "zielony wodorowy"]
    assert complete("w") == complete("") == complete("wod ") == []


def test_nearest_leaves_out_the_record_itself_and_those_excluded(publish):
    publish(1, "A", "Recykling tworzyw sztucznych.")
    publish(2, "B", "Recykling plastiku i folii.")
    publish(3, "C", "Przetwarzanie odpadów z tworzyw.")
    refresh_vectors()
    assert {near.object_id for near in nearest("thing", ("thing", 1), limit=5)} == {2, 3}
    assert [near.object_id for near in nearest("thing", ("thing", 1), limit=5, exclude=[2])] == [3]
    assert nearest("thing", ("thing", 4), limit=5) == []
