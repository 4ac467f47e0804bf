"""The rules and sets that come with Grono: ``data/rules/<code>.json`` holds the versions of one scheme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from grono.engines.eligibility.reading import read_rules
from grono.engines.eligibility.rules import Rules
from grono.engines.eligibility.sets import Sets, shipped
from grono.engines.kit.case import CaseError, Node, read_json

FOLDER = Path(__file__).parent / "data" / "rules"


def sets() -> Sets:
    """The country groups, region classes and programme areas."""
    return shipped()


@lru_cache
def schemes() -> Mapping[str, tuple[Rules, ...]]:
    """The versions of each scheme by code, the oldest first."""
    return {path.stem: read_versions(read_json(path)) for path in sorted(FOLDER.glob("*.json"))}


def rules(code: str, on: date) -> Rules:
    """The version that applies to a deadline; `CaseError` for an unknown code and a day that no version covers."""
    if code not in schemes():
        raise CaseError("code", f"unknown scheme '{code}' (known: {', '.join(schemes())})")
    for version in schemes()[code]:
        if version.covers(on):
            return version
    raise CaseError("on", f"no version of '{code}' is valid on {on}")


def read_versions(root: Node, *, sets: Sets | None = None) -> tuple[Rules, ...]:
    """The versions of a library file, an object with the list ``versions``; versions that overlap are refused."""
    root.only("versions")
    nodes = list(root.field("versions").items())
    versions = [read_rules(node, sets=sets) for node in nodes]
    for number, (node, version) in enumerate(zip(nodes, versions, strict=True)):
        if version.code != versions[0].code:
            raise node.field("code").fail(f"'{version.code}' is not '{versions[0].code}', the code of the file")
        _refuse_overlap(node, version, versions[:number])
    return tuple(sorted(versions, key=lambda version: version.valid_from or date.min))


def _refuse_overlap(node: Node, version: Rules, earlier: Iterable[Rules]) -> None:
    for other in earlier:
        if other.version == version.version:
            raise node.fail(f"the version '{version.version}' of '{version.code}' stands twice")
        begins = max(version.valid_from or date.min, other.valid_from or date.min)
        if begins <= min(version.valid_until or date.max, other.valid_until or date.max):
            raise node.fail(
                f"versions '{other.version}' and '{version.version}' of '{version.code}' are both valid on {begins}"
            )
