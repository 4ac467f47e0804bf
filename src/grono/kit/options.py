"""The counted options of a filter above a list."""

from collections.abc import Callable, Mapping
from typing import Any

from grono.kit.sorting import sort_key


def counted_options(counted: Mapping[str, int], chosen: str, name_of: Callable[[str], object]) -> list[dict[str, Any]]:
    """Return the values of a filter with label and count, in the order of the labels.

    A value that would show nothing is left out, unless it is the one chosen.
    """
    counts = {chosen: 0, **counted} if chosen else counted
    options = [
        {"value": value, "label": str(name_of(value)), "count": count, "selected": value == chosen}
        for value, count in counts.items()
        if count or value == chosen
    ]
    return sorted(options, key=lambda option: sort_key(option["label"]))
