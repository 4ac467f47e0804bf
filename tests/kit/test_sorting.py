"""Alphabetical order made in Python."""

from grono.kit.sorting import sort_key


def test_sort_key_puts_polish_letters_after_their_plain_ones():
    words = ["Łódź", "Zabrze", "Lublin", "Ćmielów", "Cieszyn", "Żory", "Świdnik", "Sopot", "Ósemka", "Opole", "Źródła"]
    ordered = [
        "Cieszyn",
        "Ćmielów",
        "Lublin",
        "Łódź",
        "Opole",
        "Ósemka",
        "Sopot",
        "Świdnik",
        "Zabrze",
        "Źródła",
        "Żory",
    ]
    assert sorted(words, key=sort_key) == ordered


def test_sort_key_puts_neighbours_letters_beside_their_plain_ones():
    assert sorted(["Dresden", "Černá", "Cheb", "Übach", "Ulm"], key=sort_key) == [
        "Cheb",
        "Černá",
        "Dresden",
        "Ulm",
        "Übach",
    ]


def test_sort_key_ignores_case_and_puts_digits_before_letters():
    assert sorted(["b", "A", "3D", "12"], key=sort_key) == ["12", "3D", "A", "b"]


def test_sort_key_puts_a_shorter_name_before_its_continuation():
    assert sort_key("Klaster") < sort_key("Klaster A") < sort_key("Klasterek")


def test_sort_key_is_bounded():
    assert len(sort_key("ż" * 1000)) == 120
