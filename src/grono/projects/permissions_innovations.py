"""Who may read and write innovations."""

import rules

from grono.accounts.models import Person
from grono.directory.permissions import may_edit_organisation
from grono.projects.choices import InnovationState
from grono.projects.models import Innovation


@rules.predicate
def is_in_catalogue(person: Person, innovation: Innovation | None) -> bool:
    """The innovation is published."""
    return innovation is not None and innovation.state == InnovationState.PUBLISHED


@rules.predicate
def tends_its_owner(person: Person, innovation: Innovation | None) -> bool:
    """The person may change the organisation that owns the innovation."""
    return innovation is not None and may_edit_organisation(person, innovation.owner)


rules.add_perm("projects.view_innovation", is_in_catalogue | tends_its_owner)
rules.add_perm("projects.change_innovation", tends_its_owner)
rules.add_perm("projects.add_innovation", may_edit_organisation)
