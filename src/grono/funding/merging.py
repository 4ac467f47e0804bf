"""What a merge of two organisations must keep in order among the facts that rules of funding ask for.

The directory moves the rows by itself: figures, owners, holdings, aid and labels go to the survivor; where the survivor
has its own (the declared facts, the figures of the same year), the other's row is dropped and comes back with an undo.
"""

from django.utils.translation import gettext as _

from grono.funding.actions.ownership import WHOLE
from grono.funding.queries.ownership import circle_message, faults_of_ownership


def ownership_fault(key: int) -> str:
    """Return why the owners that two organisations have together cannot be those of one; empty if they can."""
    circle, owned = faults_of_ownership(key)
    if circle:
        return circle_message(circle)
    if owned > WHOLE:
        return _("Its owners would hold %(percent)s %% together: remove those who are entered twice first.") % {
            "percent": f"{owned.normalize():f}"
        }
    return ""
