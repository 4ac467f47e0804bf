"""Keeping the vectors: only what has changed is encoded."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import connection, transaction

from grono.search import planning
from grono.search.models import Passage
from grono.search.passages import passages

log = structlog.get_logger(__name__)
BATCH = 64  # documents; encoded in about a third of a second
_CHOSEN = (
    "AND ({0}.kind = %(kind)s OR %(kind)s IS NULL) AND ({0}.object_id = ANY(%(ids)s) OR %(ids)s::bigint[] IS NULL)"
)
_ORPHANS = f"""
    DELETE FROM search_passage p WHERE NOT EXISTS (
        SELECT 1 FROM search_document d
        WHERE (d.kind, d.object_id, d.language) = (p.kind, p.object_id, p.language) AND d.digest <> ''
    ) {_CHOSEN.format("p")}
"""  # noqa: S608 - put together of constants
_STALE = f"""
    SELECT d.id, d.kind, d.object_id, d.language, d.digest, d.title, d.meaning FROM search_document d
    WHERE d.digest <> '' AND d.id > %(after)s AND NOT EXISTS (
        SELECT 1 FROM search_passage p
        WHERE (p.kind, p.object_id, p.language) = (d.kind, d.object_id, d.language)
            AND p.digest = d.digest AND p.version = %(version)s
    ) {_CHOSEN.format("d")}
    ORDER BY d.id LIMIT %(batch)s
"""  # noqa: S608 - put together of constants
_DROP = """
    DELETE FROM search_passage WHERE (kind, object_id, language) IN
        (SELECT * FROM unnest(%s::varchar[], %s::bigint[], %s::varchar[]))
"""


@dataclass(frozen=True)
class Stale:
    """A document whose passages have to be encoded."""

    id: int
    kind: str
    object_id: int
    language: str
    digest: str
    title: str
    meaning: str

    def read(self, cut: list[str]) -> list[str]:
        """Return the passages as they are encoded: each under the title, when the text begins with it.

        A sentence from the middle seldom says what it is about; the encoder weighs a first line like all the rest.
        """
        if not cut or cut[0] not in self.title:
            return cut
        return [cut[0], *(f"{cut[0]}\n{passage}" for passage in cut[1:])]


def refresh_vectors(kind: str | None = None, ids: Iterable[int] | None = None) -> int:
    """Encode the documents whose text or encoder has changed, and drop passages without a document.

    All documents, those of a kind, or those of some of its records. Each batch is saved by itself, so that a job that
    is stopped goes on where it was. Returns how many documents were encoded.
    """
    version = planning.encoder_version()
    wanted = None if ids is None else list(ids)
    values: dict[str, Any] = {"kind": kind, "ids": wanted, "version": version, "batch": BATCH, "after": 0}
    encoded = 0
    with connection.cursor() as cursor:
        cursor.execute(_ORPHANS, values)
        dropped = cursor.rowcount
    while stale := _stale(values):
        values["after"] = stale[-1].id
        _replace(stale, _encoded(stale, version))
        encoded += len(stale)
    log.info("vectors_refreshed", documents=encoded, dropped=dropped, version=version, kind=kind)
    return encoded


def _stale(values: dict[str, Any]) -> list[Stale]:
    with connection.cursor() as cursor:
        cursor.execute(_STALE, values)
        return [Stale(*row) for row in cursor.fetchall()]


def _encoded(stale: list[Stale], version: str) -> list[Passage]:
    cut, read = [], []
    for document in stale:
        texts = passages(document.meaning)
        read += document.read(texts)
        cut += [
            Passage(
                kind=document.kind,
                object_id=document.object_id,
                language=document.language,
                position=position,
                text=text,
                version=version,
                digest=document.digest,
            )
            for position, text in enumerate(texts)
        ]
    for passage, vector in zip(cut, planning.encode(read), strict=True):
        passage.vector = vector
    return [passage for passage in cut if passage.vector.any()]  # a text without a letter means nothing


def _replace(stale: list[Stale], fresh: list[Passage]) -> None:
    """Put passages in place of the old ones; two jobs with the same document may meet, and the later one wins."""
    keys = [[getattr(document, name) for document in stale] for name in ("kind", "object_id", "language")]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_DROP, keys)
        Passage.objects.bulk_create(
            fresh,
            update_conflicts=True,
            unique_fields=["kind", "object_id", "language", "position"],
            update_fields=["text", "version", "digest", "vector"],
        )
