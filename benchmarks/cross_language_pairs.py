"""The query–document pairs of ``data/cross_language.json``."""

import json
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "data" / "cross_language.json"
LANGUAGES = ("pl", "en", "de", "cs", "uk")


@dataclass(frozen=True)
class Document:
    topic: str
    language: str
    title: str
    text: str


@dataclass(frozen=True)
class Query:
    topic: str
    half: str
    language: str
    text: str


def load() -> tuple[list[Query], list[Document]]:
    """Return all queries and the one pool of documents in which each of them is looked for."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    queries = [
        Query(topic["id"], topic["half"], language, text)
        for topic in data["topics"]
        for language, text in topic["queries"].items()
    ]
    documents = [
        Document(topic["id"], language, document["title"], document["text"])
        for topic in data["topics"]
        for language, document in topic["documents"].items()
    ]
    documents += [Document(one["id"], one["language"], one["title"], one["text"]) for one in data["distractors"]]
    return queries, documents
