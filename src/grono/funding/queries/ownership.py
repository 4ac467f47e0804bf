"""Chains of ownership through the directory."""

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from django.db import connection
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from grono.directory.models import Organisation
from grono.funding.choices import OwnerKind
from grono.funding.models import OwnershipShare
from grono.funding.wording.data import ended

#: How many shares a chain may be long; what lies further away is not asked for.
DEPTH = 6
#: Below this share an owner is nothing to the size of an enterprise (2003/361/EC, Art. 3(2)).
NOTABLE = Decimal(25)

_GROUP = """
    WITH RECURSIVE reached(id, depth) AS (
        SELECT unnest(%(keys)s::bigint[]), 0
        UNION
        SELECT CASE WHEN s.organisation_id = r.id THEN s.owner_id ELSE s.organisation_id END, r.depth + 1
        FROM reached r
        JOIN funding_ownershipshare s ON (s.organisation_id = r.id OR s.owner_id = r.id)
        WHERE s.owner_id IS NOT NULL AND s.percent >= %(notable)s AND r.depth < %(depth)s
    )
    SELECT DISTINCT id FROM reached
"""
_UPWARDS = """
    WITH RECURSIVE owners(id, path) AS (
        SELECT %(owner)s::bigint, ARRAY[%(owner)s::bigint]
        UNION ALL
        SELECT s.owner_id, o.path || s.owner_id
        FROM owners o JOIN funding_ownershipshare s ON s.organisation_id = o.id
        WHERE s.owner_id IS NOT NULL AND NOT s.owner_id = ANY(o.path)
    )
    SELECT path FROM owners WHERE id = %(owned)s ORDER BY cardinality(path) LIMIT 1
"""


def group_of(keys: Iterable[int]) -> set[int]:
    """Return these organisations and those tied to them by shares of 25 % or more, upwards and downwards (one query).

    Chains are followed for ``DEPTH`` shares.
    """
    with connection.cursor() as cursor:
        cursor.execute(_GROUP, {"keys": list(keys), "notable": NOTABLE, "depth": DEPTH})
        return {key for (key,) in cursor.fetchall()}


def circle_through(owned: int, owner: int) -> list[int]:
    """Return the circle that closes when ``owner`` owns ``owned``: keys, each owned by the next; empty if none does."""
    with connection.cursor() as cursor:
        cursor.execute(_UPWARDS, {"owned": owned, "owner": owner})
        row = cursor.fetchone()
    return [owned, *row[0]] if row else []


def faults_of_ownership(key: int) -> tuple[list[int], Decimal]:
    """Return a circle in which an organisation owns itself (empty if there is none) and how much of it is owned, in %.

    Both are kept in order when shares are entered; a merge of two organisations can break them.
    """
    owners = OwnershipShare.objects.filter(organisation=key)
    circles = (circle_through(key, each) for each in owners.exclude(owner=None).values_list("owner", flat=True))
    return next((chain for chain in circles if chain), []), owners.aggregate(total=Sum("percent"))["total"] or Decimal(
        0
    )


def held_by_person(name: str) -> QuerySet[OwnershipShare]:
    """Return the shares entered under the name of a natural person, who is known by nothing else."""
    return OwnershipShare.objects.filter(kind=OwnerKind.PERSON, owner_name__iexact=name).select_related("organisation")


def names_of(keys: Collection[int]) -> dict[int, str]:
    """Return the names of organisations by key."""
    return dict(Organisation.objects.filter(pk__in=keys).values_list("pk", "name"))


def circle_message(chain: Sequence[int]) -> str:
    """Return the sentence that names a circular chain of ownership; each key is owned by the next."""
    names = names_of(chain)
    shown = " → ".join(names[key] for key in chain)
    return ended(_("Ownership would be circular (each is owned by the next): %(chain)s") % {"chain": shown})
