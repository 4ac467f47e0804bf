"""Who may do what with people and their data."""

import rules

from grono.accounts.models import Person


@rules.predicate
def is_oneself(person: Person, target: Person | None) -> bool:
    """The target is the person who asks."""
    return target is not None and person.pk == target.pk


rules.add_perm("accounts.change_oneself", is_oneself)
rules.add_perm("accounts.export_oneself", is_oneself)
