"""Who may change what in the directory."""

from typing import Any

import rules

from grono.accounts.models import Person
from grono.directory.choices import AffiliationRole
from grono.directory.models import Cluster, ClusterManager, Organisation, Region


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


@rules.predicate
def manages_a_cluster_there(person: Person, region: Region | None) -> bool:
    """The person manages a cluster that has its seat in this region."""
    return (
        region is not None
        and ClusterManager.objects.filter(person=person.pk, cluster__region__code__startswith=region.code).exists()
    )


# A visitor has no key, and a missing key would match missing rows: all of this is for people who are signed in.
may_edit_organisation = rules.is_authenticated & (rules.is_staff | is_representative | manages_its_cluster)
may_edit_cluster = rules.is_authenticated & (rules.is_staff | is_cluster_manager)

rules.add_perm("directory.edit_organisation", may_edit_organisation)
rules.add_perm("directory.edit_cluster", may_edit_cluster)
rules.add_perm("directory.edit_region", rules.is_authenticated & (rules.is_staff | manages_a_cluster_there))


@rules.predicate
def is_uploader(person: Person, imported: Any) -> bool:
    """The person has uploaded the file."""
    return imported is not None and imported.by_id == person.pk


@rules.predicate
def has_merged(person: Person, record: Any) -> bool:
    """The person has done this merge."""
    return record is not None and record.by_id == person.pk


@rules.predicate
def may_edit_both(person: Person, pair: tuple[Organisation, Organisation] | None) -> bool:
    """The person looks after the one organisation, and after the other too, or nobody does."""
    if pair is None:
        return False
    edits = [may_edit_organisation.test(person, each) for each in pair]
    return all(edits) or (any(edits) and not _is_attended(pair[edits.index(False)]))


def _is_attended(organisation: Organisation) -> bool:
    """Tell whether somebody represents the organisation, or a cluster counts it among its members."""
    represented = organisation.affiliations.filter(role=AffiliationRole.REPRESENTATIVE, ended_date=None)
    return represented.exists() or organisation.memberships.filter(left_date=None).exists()


may_import = rules.is_authenticated & (rules.is_staff | manages_a_cluster)
rules.add_perm("directory.import_organisations", may_import)
rules.add_perm("directory.add_organisation", may_import)
rules.add_perm("directory.see_import", may_import & (rules.is_staff | is_uploader))
rules.add_perm("directory.see_duplicates", may_import)
rules.add_perm("directory.merge_organisations", may_import & (rules.is_staff | may_edit_both))
rules.add_perm("directory.undo_merge", may_import & (rules.is_staff | has_merged))
