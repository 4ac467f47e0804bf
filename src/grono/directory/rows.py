"""Rows of any table as the database holds them: taken whole, compared, and put back exactly.

PostgreSQL turns a row into JSON and back without loss, whatever the types of its columns, so a model that is added
later needs nothing here. Tables and columns are those of Django's models; values are always parameters.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models

Row = dict[str, Any]


def table(model: type[models.Model]) -> str:
    """Return the quoted name of a model's table."""
    return connection.ops.quote_name(model._meta.db_table)


def rows(model: type[models.Model], keys: Iterable[Any], *, lock: bool = False) -> dict[str, Row]:
    """Return rows by key (as text); numbers are kept as text so that no digit is lost. ``lock`` holds them."""
    pk = connection.ops.quote_name(_pk(model))
    query = f"SELECT t.{pk}::text, to_jsonb(t)::text FROM {table(model)} t WHERE t.{pk}::text = ANY(%s)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query + (" FOR UPDATE" if lock else ""), [[str(key) for key in keys]])
        return {key: json.loads(text, parse_float=str) for key, text in cursor.fetchall()}


def digest(row: Row) -> str:
    """Return a short text that tells whether a row is still the same."""
    return hashlib.blake2b(json.dumps(row, sort_keys=True).encode(), digest_size=12).hexdigest()


def insert(model: type[models.Model], row: Row) -> None:
    """Put a row back as it was. Raises ``IntegrityError`` when its place is taken."""
    columns = ", ".join(_columns(model, row))
    query = (
        f"INSERT INTO {table(model)} ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::{table(model)}, %s)"  # noqa: S608
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [json.dumps(row)])


def overwrite(model: type[models.Model], row: Row, columns: Sequence[str] | None = None) -> None:
    """Give a row back the values that it had, in all columns or in some."""
    wanted = {name: row[name] for name in columns} if columns is not None else row
    names = ", ".join(f"{name} = old.{name}" for name in _columns(model, wanted))
    pk = connection.ops.quote_name(_pk(model))
    query = f"UPDATE {table(model)} t SET {names} FROM {_record(model)} old WHERE t.{pk} = old.{pk}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, [json.dumps(row)])


def differing(first: Mapping[str, Any], second: Mapping[str, Any]) -> set[str]:
    """Return the columns in which two rows differ."""
    return {name for name in {*first, *second} if first.get(name) != second.get(name)}


def check_constraints_now() -> None:
    """Let the database check what it would check at the end of the transaction. Raises ``IntegrityError``."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _record(model: type[models.Model]) -> str:
    """Return the source of a row that is given as JSON."""
    return f"jsonb_populate_record(NULL::{table(model)}, %s)"


def _columns(model: type[models.Model], row: Row) -> list[str]:
    """Return the quoted columns of a row that may be written."""
    fields = [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]
    return [connection.ops.quote_name(field.column) for field in fields if field.column in row]


def _pk(model: type[models.Model]) -> str:
    column = model._meta.pk.column if model._meta.pk else None
    assert column is not None, f"{model} has no key"
    return column
