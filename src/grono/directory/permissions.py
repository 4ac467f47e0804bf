"""Who may change what in the directory."""

from typing import Any

import rules

from grono.accounts.models import Person
from grono.directory.choices import AffiliationRole
from grono.directory.models import Cluster, ClusterManager, Organisation


def _organisation(target: Any) -> Organisation | None:
    return target if isinstance(target, Organisation) else getattr(target, "organisation", None)


@rules.predicate
def is_representative(person: Person, target: Any) -> bool:
    """The person represents the organisation at present."""
    organisation = _organisation(target)
    return (
        organisation is not None
        and organisation.affiliations.filter(
            person=person.pk, role=AffiliationRole.REPRESENTATIVE, ended_date=None
        ).exists()
    )


@rules.predicate
def manages_its_cluster(person: Person, target: Any) -> bool:
    """The person manages a cluster to which the organisation belongs at present."""
    organisation = _organisation(target)
    return (
        organisation is not None
        and organisation.memberships.filter(left_date=None, cluster__managers__person=person.pk).exists()
    )


@rules.predicate
def is_cluster_manager(person: Person, cluster: Cluster | None) -> bool:
    """The person manages this cluster."""
    return cluster is not None and cluster.managers.filter(person=person.pk).exists()


@rules.predicate
def manages_a_cluster(person: Person, target: Any) -> bool:
    """The person manages some cluster."""
    return ClusterManager.objects.filter(person=person.pk).exists()


# A visitor has no key, and a missing key would match missing rows: all of this is for people who are signed in.
may_edit_organisation = rules.is_authenticated & (rules.is_staff | is_representative | manages_its_cluster)
may_edit_cluster = rules.is_authenticated & (rules.is_staff | is_cluster_manager)

rules.add_perm("directory.edit_organisation", may_edit_organisation)
rules.add_perm("directory.edit_cluster", may_edit_cluster)
rules.add_perm("directory.import_organisations", rules.is_authenticated & (rules.is_staff | manages_a_cluster))
