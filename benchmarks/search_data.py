"""Organisations to be searched: real names, sentences and codes, put together at random, the same every time."""

import csv
import gzip
import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from grono.search.documents import SearchText

Query = tuple[str, dict[str, list[str]]]
KIND = "organisation"
SENTENCES = 2  # of each organisation; each is a passage
TURNED = 0.35  # share of another sentence in a passage's vector
SECTORS = {"PRC": "business", "HES": "research", "REC": "research", "PUB": "government", "OTH": "civil"}
BATCH = 2_000
#: What people type: in Polish, with slips, unfinished, in other languages.
TYPED = [
    "recykling tworzyw sztucznych", "magazynowanie wodoru", "oczyszczanie sciekow", "klastry energii", "druk 3d metali",
    "robotyka medyczna", "półprzewodniki", "sztuczna inteligencja w rolnictwie", "cyberbezpieczeństwo", "biogaz",
    "Kunststoffrecycling", "Wasserstoffspeicher", "čištění odpadních vod", "переробка відходів", "autonomous driving",
    "waste water treatmnt", "renewable enrgy storage", "semicondutor manufacturing", "recykling tworzyw stucznych",
    "intellig", "photov", "uniwersytet techn", "technology", "data", "innovation", "university", "health sensors",
]  # fmt: skip
FILTERS: list[dict[str, list[str]]] = [
    {}, {}, {}, {"country": ["DE"]}, {"country": ["PL", "ES"], "sector": ["business"]}, {"region": ["FR"]},
    {"activity": ["C"]},
]  # fmt: skip


@dataclass(frozen=True)
class World:
    """``count`` organisations made of real ``names`` (with country and sector) and ``sentences``."""

    count: int
    names: list[tuple[str, str, str]]
    sentences: list[str]
    titles: list[str]

    @classmethod
    def read(cls, folder: Path, count: int) -> "World":
        """Read names and sentences from the folder of real data."""
        with gzip.open(folder / "organisations.csv.gz", "rt", encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if re.fullmatch("[A-Z]{2}", row["country"])]
        names = [(row["name"], row["country"], SECTORS.get(row["activity_type"], "unclassified")) for row in rows]
        with gzip.open(folder / "projects.jsonl.gz", "rt", encoding="utf-8") as file:
            projects = [json.loads(line) for line in file]
        found = {
            sentence.strip()
            for project in projects
            for sentence in re.split(r"(?<=[.!?;])\s+|\n+", project["objective"] or "")
            if 60 <= len(sentence.strip()) <= 350
        }
        return cls(count, names, sorted(found), [project["title"] for project in projects if project["title"]])

    def documents(self, ids: Iterable[int] | None) -> Iterator[SearchText]:
        """Yield each organisation in English, with its own text, and in Polish, with its name and country only."""
        for number in ids or range(1, self.count + 1):
            name, country, sector = self.names[number % len(self.names)]
            said = [self.sentences[place] for place in self.said(number)]
            chance = random.Random(number)
            common = {
                "path": f"organisations/{number}/",
                "country": country,
                "helix_sector": sector,
                "region": f"{country}{chance.randrange(1, 8)}{chance.randrange(1, 6)}",
                "activities": (f"{chance.choice((10, 20, 22, 25, 26, 28, 35, 38, 62, 72))}.{chance.randrange(1, 5)}",),
                "clusters": (f"cluster-{chance.randrange(60)}",) if chance.random() < 0.2 else (),
            }
            text = "\n".join(said)
            title = f"{name} {number}"
            yield SearchText(number, "en", title, f"{text}\n{country}\n{sector}", text[:240], meaning=text, **common)
            yield SearchText(number, "pl", title, f"{country}\n{sector}", country, has_vector=False, **common)

    def said(self, number: int) -> list[int]:
        """Return which sentences an organisation says."""
        return random.Random(-number).sample(range(len(self.sentences)), SENTENCES)

    def queries(self, count: int) -> list[Query]:
        """Return what is typed: two to four words of project titles, names, and what people type; some with filters."""
        chance = random.Random(7)
        queries = []
        for number in range(count):
            words = chance.choice(self.titles).split()
            start = chance.randrange(max(1, len(words) - 3))
            name = chance.choice(self.names)[0].title()
            text = (TYPED[number % len(TYPED)], " ".join(words[start : start + chance.randrange(2, 5)]), name)[
                number % 3
            ]
            queries.append((text, FILTERS[number % len(FILTERS)]))
        return queries

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        """Return the vectors of all sentences, encoded in an earlier run or now."""
        from django.conf import settings

        from grono.search import planning

        version = planning.encoder_version().replace(":", "-")
        path = Path(settings.VAR) / "bench" / f"sentences-{version}-{len(self.sentences)}.npy"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            np.save(path, planning.encode(self.sentences))
        return np.load(path)

    def write_passages(self) -> int:
        """Copy the vectors of all organisations into the database; return how many."""
        from django.db import connection
        from pgvector import HalfVector
        from pgvector.psycopg import register_vector

        from grono.search import planning

        version = planning.encoder_version()
        connection.ensure_connection()
        register_vector(connection.connection)
        with connection.cursor() as cursor:
            cursor.execute("SELECT object_id, digest FROM search_document WHERE digest <> ''")
            digests = dict(cursor.fetchall())
            columns = "kind, object_id, language, position, text, version, digest, vector"
            with cursor.copy(f"COPY search_passage ({columns}) FROM STDIN WITH (FORMAT BINARY)") as copy:
                copy.set_types(["varchar", "int8", "varchar", "int2", "text", "varchar", "varchar", "halfvec"])
                for first in range(1, self.count + 1, BATCH):
                    numbers = range(first, min(first + BATCH, self.count + 1))
                    said = [(number, place) for number in numbers for place in self.said(number)]
                    for row, ((number, place), vector) in enumerate(zip(said, self._turned(said), strict=True)):
                        copy.write_row(
                            (KIND, number, "en", row % SENTENCES, self.sentences[place], version, digests[number],
                             HalfVector(vector))
                        )  # fmt: skip
        return self.count * SENTENCES

    def _turned(self, said: list[tuple[int, int]]) -> NDArray[np.float32]:
        """Return the sentences' vectors, each turned a little towards another sentence chosen by its organisation."""
        others = np.random.default_rng(said[0][0]).integers(0, len(self.sentences), len(said))
        mixed = self._vectors[[place for _, place in said]] + TURNED * self._vectors[others]
        return mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
