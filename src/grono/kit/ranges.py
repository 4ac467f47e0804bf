"""Ranges for exclusion constraints."""

from django.db.models import F, Func, Value


def same(column: str) -> Func:
    """Return a range that holds one number: equality in a form GiST indexes without an extension."""
    return Func(F(column), F(column), Value("[]"), function="int8range")
