"""Reads about how records came in and were put in order."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Q, QuerySet

from grono.accounts.models import Person
from grono.directory.choices import AffiliationRole
from grono.directory.duplicates import core_name, tax_number, website_host
from grono.directory.identifiers import Identified, identified
from grono.directory.models import DirectoryImport, DistinctPair, MergeRecord, Organisation

#: More organisations than this under one name or one host are no duplicates but branches, faculties, shops.
LARGEST_GROUP = 6


def merged_identities() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the numbers of organisations that were merged, with the address under which they live on."""
    found = MergeRecord.objects.filter(undone_at=None).values_list("survivor__slug", "merged_slug", "snapshot__merged")
    for survivor, merged_slug, row in found:
        numbers = {name: row.get(name) or "" for name in ("pic", "nip", "krs", "vat")}
        yield merged_slug, {}
        yield survivor, numbers


def merged_into(slug: str) -> str | None:
    """Return the address of the organisation into which the one at this address was merged."""
    found = MergeRecord.objects.filter(merged_slug=slug, undone_at=None).values_list("survivor__slug", flat=True)
    return found.first()


@dataclass(frozen=True)
class Found:
    """What a number is, and the organisation that has it."""

    identified: Identified
    organisation: Organisation | None


def look_up(text: str) -> list[Found]:
    """Return what a pasted number may be, with the organisation of the directory that has it.

    A Polish VAT number finds the organisation that gives only its NIP, and the other way round. REGON is not kept
    in the directory.
    """
    return [Found(each, _owner(each)) for each in identified(text)]


def _owner(number: Identified) -> Organisation | None:
    value = number.value
    match number.kind:
        case "nip":
            wanted = Q(nip=value) | Q(vat=f"PL{value}")
        case "vat":
            wanted = Q(vat=value) | (Q(nip=value[2:]) if value.startswith("PL") else Q(pk=None))
        case "krs" | "pic":
            wanted = Q(**{number.kind: value})
        case _:
            return None
    return Organisation.objects.filter(wanted).order_by("pk").first() if value else None


@dataclass(frozen=True)
class LikelyPair:
    """Two organisations that may be one; ``reasons`` are ``number``, ``name``, ``website``."""

    first: Organisation
    second: Organisation
    reasons: tuple[str, ...]


def likely_duplicates(*, for_person: Person | None = None, limit: int = 100) -> list[LikelyPair]:
    """Return pairs of organisations that may be one, the surest first.

    In one country: same tax number; same name without accents, punctuation and legal form; same host of the web site.
    Pairs that somebody has told apart, and pairs of a real and an invented organisation, are left out; for a person who
    is not of the staff, also those of which they look after neither.
    """
    reasons = _shared_marks()
    if for_person is not None and not for_person.is_staff:
        own = _looked_after(for_person)
        reasons = {pair: found for pair, found in reasons.items() if own.intersection(pair)}
    for pair in DistinctPair.objects.values_list("first", "second"):
        reasons.pop(pair, None)
    ranked = sorted(reasons, key=lambda pair: (-sum(_WEIGHT[reason] for reason in reasons[pair]), pair))[:limit]
    found = Organisation.objects.in_bulk({key for pair in ranked for key in pair})
    return [LikelyPair(found[first], found[second], tuple(reasons[first, second])) for first, second in ranked]


def _looked_after(person: Person) -> set[int]:
    """Return the organisations a person represents, and the members of the clusters they manage."""
    represented = Q(affiliations__person=person, affiliations__role=AffiliationRole.REPRESENTATIVE)
    represented &= Q(affiliations__ended_date=None)
    member = Q(memberships__left_date=None, memberships__cluster__managers__person=person)
    return set(Organisation.objects.filter(represented | member).values_list("pk", flat=True))


_WEIGHT = {"number": 4, "name": 2, "website": 1}


def _shared_marks() -> dict[tuple[int, int], list[str]]:
    """Return what each pair of organisations shares."""
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    rows = Organisation.objects.order_by("pk").values_list(
        "pk", "is_demonstration", "name", "country", "website", "vat", "nip"
    )
    for key, invented, name, country, website, vat, nip in rows.iterator(chunk_size=5000):
        groups["name", invented, country, core_name(name)].append(key)
        for reason, mark in (("number", tax_number(vat, nip)), ("website", website_host(website))):
            if mark:
                groups[reason, invented, country, mark].append(key)
    reasons: dict[tuple[int, int], list[str]] = defaultdict(list)
    for group, keys in groups.items():
        if 2 <= len(keys) <= LARGEST_GROUP:
            for pair in combinations(keys, 2):
                reasons[pair].append(str(group[0]))
    return reasons


def merges() -> QuerySet[MergeRecord]:
    """Return the merges, the latest first."""
    return MergeRecord.objects.select_related("survivor", "by", "undone_by").defer("snapshot")


def imports_for(person: Person) -> QuerySet[DirectoryImport]:
    """Return the imports that a person may look at: the staff sees all, others their own."""
    found = DirectoryImport.objects.select_related("by").defer("rejected", "header")
    return found if person.is_staff else found.filter(by=person)
