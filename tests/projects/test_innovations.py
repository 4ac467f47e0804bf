"""The catalogue of innovations: who writes, what is found, where it shows."""

import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from i18nfield.strings import LazyI18nString

from factories import make_organisation
from grono.accounts.models import Person
from grono.directory.models import Activity, Competence, Organisation
from grono.kit import clock
from grono.projects.actions.imports_innovations import import_innovations
from grono.projects.actions.innovations import publish_innovation, save_innovation, withdraw_innovation
from grono.projects.choices import InnovationState
from grono.projects.documents_innovations import documents
from grono.projects.models import Innovation
from grono.projects.queries.innovations import InnovationFilter, count_by, find_innovations


@pytest.fixture
def branches(db: None) -> dict[str, Activity]:
    named = {"22": "Wyroby z gumy i tworzyw", "38": "Odpady"}
    made = {code: Activity.objects.create(code=code, name=LazyI18nString({"pl": n})) for code, n in named.items()}
    Activity.objects.create(code="22.21", name=LazyI18nString({"pl": "Płyty i folie"}))
    return made


def make_innovation(owner: Organisation, name: str, *codes: str, **fields: Any) -> Innovation:
    now = clock.now()
    values: dict[str, Any] = {"readiness": "pilot", "sought": ["buyer"], "state": InnovationState.PUBLISHED, **fields}
    innovation = Innovation.objects.create(
        slug=name.lower().replace(" ", "-"),
        name=LazyI18nString({"pl": name}),
        summary=LazyI18nString({"pl": f"{name} w skrócie"}),
        owner=owner,
        created_at=now,
        updated_at=now,
        published_at=now,
        **values,
    )
    innovation.branches.set(Activity.objects.filter(code__in=codes))
    return innovation


def form_data(**changes: Any) -> dict[str, Any]:
    return {
        "name_pl": "Oko na Taśmie",
        "summary_pl": "Kamera, która sortuje.",
        "readiness": "pilot",
        "sought": ["pilot"],
        "branches": ["38"],
        **changes,
    }


def test_innovation_is_written_published_and_withdrawn_by_its_representative(
    client: Client, representative: Person, their_organisation: Organisation, branches: dict[str, Activity]
) -> None:
    client.force_login(representative)
    client.post(reverse("innovation-new", args=[their_organisation.slug]), form_data())
    innovation = Innovation.objects.get()
    assert (innovation.slug, innovation.state, innovation.owner) == ("oko-na-tasmie", "draft", their_organisation)
    assert find_innovations(InnovationFilter()).count() == 0
    client.post(reverse("innovation-publication", args=[innovation.slug]))
    assert [one.slug for one in find_innovations(InnovationFilter())] == ["oko-na-tasmie"]
    client.post(reverse("innovation-publication", args=[innovation.slug]), {"withdraw": ""})
    assert find_innovations(InnovationFilter()).count() == 0


def test_innovation_without_branch_and_summary_is_not_published(
    representative: Person, their_organisation: Organisation
) -> None:
    draft = save_innovation(
        None,
        their_organisation,
        texts={"name": {"pl": "Szkic"}},
        fields={"readiness": "concept", "sought": []},
        branches=[],
        keywords=[],
        by=representative,
    )
    with pytest.raises(ValidationError) as refusal:
        publish_innovation(draft, by=representative)
    assert set(refusal.value.message_dict) == {"summary", "branches", "sought"}
    draft.refresh_from_db()
    assert draft.state == InnovationState.DRAFT


def test_form_without_a_name_says_so_and_keeps_what_was_typed(
    client: Client, representative: Person, their_organisation: Organisation, branches: dict[str, Activity]
) -> None:
    client.force_login(representative)
    page = client.post(reverse("innovation-new", args=[their_organisation.slug]), form_data(name_pl=""))
    assert "Podaj nazwę po polsku lub po angielsku." in page.content.decode()
    assert "Kamera, która sortuje." in page.content.decode()
    assert Innovation.objects.count() == 0


def test_outsider_may_neither_read_a_draft_nor_write(
    client: Client, outsider: Person, their_organisation: Organisation, branches: dict[str, Activity]
) -> None:
    draft = make_innovation(their_organisation, "Szkic", "38", state=InnovationState.DRAFT)
    client.force_login(outsider)
    answers = [
        client.get(draft.get_absolute_url()).status_code,
        client.get(reverse("innovation-edit", args=[draft.slug])).status_code,
        client.post(reverse("innovation-publication", args=[draft.slug])).status_code,
        client.post(reverse("innovation-new", args=[their_organisation.slug]), form_data()).status_code,
    ]
    assert answers == [404, 403, 403, 403]
    assert list(Innovation.objects.values_list("state", flat=True)) == ["draft"]


def test_catalogue_narrows_by_branch_readiness_sought_and_words(
    their_organisation: Organisation, partner_organisation: Organisation, branches: dict[str, Activity]
) -> None:
    make_innovation(their_organisation, "Żywica", "22.21", readiness="prototype", sought=["partner", "investor"])
    make_innovation(partner_organisation, "Sorter", "38", sought=["buyer"])

    def names(**wanted: str) -> list[str]:
        return [str(one.name) for one in find_innovations(InnovationFilter(**wanted))]

    assert names(branch="22") == ["Żywica"]
    assert names(text="zywica") == ["Żywica"]
    assert names(sought="buyer") == ["Sorter"]
    assert names(readiness="prototype", country="CZ") == []
    assert count_by(InnovationFilter(), "branch") == {"22": 1, "38": 1}
    assert count_by(InnovationFilter(), "sought") == {"partner": 1, "investor": 1, "buyer": 1}
    assert count_by(InnovationFilter(branch="38"), "country") == {"CZ": 1}


def test_catalogue_takes_the_same_queries_for_one_and_three(
    client: Client, their_organisation: Organisation, branches: dict[str, Activity], django_assert_num_queries: Any
) -> None:
    address = reverse("innovations")
    make_innovation(their_organisation, "Pierwsza", "38")
    client.get(address)
    with django_assert_num_queries(9):
        assert client.get(address + "?page=1").content.decode().count('class="card-link"') == 1
    make_innovation(make_organisation("Druga", slug="druga"), "Druga", "22")
    make_innovation(make_organisation("Trzecia", slug="trzecia"), "Trzecia", "22")
    with django_assert_num_queries(9):
        assert client.get(address + "?page=1").content.decode().count('class="card-link"') == 3


def test_innovation_shows_on_the_pages_of_owner_and_cluster(
    client: Client, their_organisation: Organisation, their_cluster: Any, branches: dict[str, Activity]
) -> None:
    innovation = make_innovation(their_organisation, "Sorter", "38")
    link = f'href="{innovation.get_absolute_url()}"'
    pages = [reverse("organisation", args=[their_organisation.slug]), reverse("cluster", args=[their_cluster.slug])]
    assert [link in client.get(page).content.decode() for page in pages] == [True, True]


def test_search_has_each_language_and_forgets_what_was_withdrawn(
    representative: Person, their_organisation: Organisation, branches: dict[str, Activity]
) -> None:
    innovation = make_innovation(their_organisation, "Sorter", "38")
    innovation.summary = LazyI18nString({"pl": "Sortuje odpady.", "en": "Sorts waste."})
    innovation.save()
    found = {text.language: (text.title, text.excerpt, text.activities) for text in documents([innovation.pk])}
    assert found == {"pl": ("Sorter", "Sortuje odpady.", ("38",)), "en": ("Sorter", "Sorts waste.", ("38",))}
    withdraw_innovation(innovation, by=representative)
    assert list(documents([innovation.pk])) == []


def test_import_names_every_fault_and_saves_nothing(
    their_organisation: Organisation, branches: dict[str, Activity]
) -> None:
    Competence.objects.create(code="sorting", name=LazyI18nString({"pl": "sortowanie"}))
    head = "owner,name_pl,readiness,branches,sought,trl,keywords\n"
    good = f"{their_organisation.slug},Sorter,pilot,38,buyer,7,sorting\n"
    bad = "nobody,Zły,ready,99,gold,x,unknown\n"
    report = import_innovations(io.StringIO(head + good + bad), by=None)
    assert {fault.column for fault in report.faults} == {"owner", "readiness", "branches", "sought", "trl", "keywords"}
    assert Innovation.objects.count() == 0
    report = import_innovations(io.StringIO(head + good), by=None)
    assert (report.created, report.known) == (1, 0)
    assert import_innovations(io.StringIO(head + good), by=None).known in {0, 1}
