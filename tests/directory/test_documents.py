"""What the search is given, and what the documents say."""

import re
from pathlib import Path

import pytest
from i18nfield.strings import LazyI18nString

from factories import make_cluster, make_organisation
from grono.directory.formats import clusters, organisations
from grono.directory.models import Competence, CompetenceClaim
from grono.kit.registry import search_sources

REFERENCE = Path(__file__).resolve().parents[2] / "docs/reference/organisations-csv.md"


def described(heading: str) -> set[str]:
    """Return the columns that the reference describes below a heading."""
    section = REFERENCE.read_text(encoding="utf-8").split(f"## `{heading}`")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))


def test_reference_describes_every_column():
    assert described("organisations.csv") == {*organisations.REQUIRED, *organisations.OPTIONAL}
    assert described("clusters.csv") == {*clusters.REQUIRED, *clusters.OPTIONAL}


@pytest.mark.django_db
def test_search_gets_a_document_for_each_language_with_its_own_words(vocabulary):
    shown = make_organisation(
        "Kvasnice", slug="kvasnice", short_name="KV", name_en="Yeast", town="Brno", country="CZ",
        summary=LazyI18nString({"pl": "Drożdże."}), description=LazyI18nString({"cs": "Kvasíme."}),
    )  # fmt: skip
    make_cluster(LazyI18nString({"pl": "Krąg", "en": "Circle"}), members=(shown,))
    biogas = Competence.objects.get(code="biogas")
    CompetenceClaim.objects.create(organisation=shown, competence=biogas, direction="offer")
    texts = {text.language: text for text in search_sources()["organisation"].documents([shown.pk])}
    assert list(texts) == ["pl", "en", "cs"]
    assert {text.title for text in texts.values()} == {"Kvasnice – Yeast"}
    assert [texts[code].excerpt for code in texts] == ["Drożdże.", "Brno, Czechia", "Kvasíme."]
    assert {"Drożdże.", "biogaz", "Krąg", "Czechy", "Brno"} <= set(texts["pl"].body.split("\n"))
    assert {"biogas", "Circle", "Czechia"} <= set(texts["en"].body.split("\n"))
    assert (texts["en"].path, texts["en"].country, texts["en"].helix_sector) == (
        "organisations/kvasnice/", "CZ", "business",
    )  # fmt: skip
