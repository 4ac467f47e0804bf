"""Everything that changes the directory."""

from grono.directory.actions.clusters import join_cluster, leave_cluster, update_cluster
from grono.directory.actions.imports import (
    import_clusters,
    import_competences,
    import_organisations,
    import_reference,
)
from grono.directory.actions.organisations import (
    LastRepresentative,
    add_affiliation,
    end_affiliation,
    erase_affiliations,
    set_project_counts,
    update_organisation,
)

__all__ = [
    "LastRepresentative",
    "add_affiliation",
    "end_affiliation",
    "erase_affiliations",
    "import_clusters",
    "import_competences",
    "import_organisations",
    "import_reference",
    "join_cluster",
    "leave_cluster",
    "set_project_counts",
    "update_cluster",
    "update_organisation",
]
