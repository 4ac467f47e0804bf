"""What the module keeps: profiles, the interest they found, and the agreements made."""

from grono.cooperation.models.agreements import Agreement, AgreementParty
from grono.cooperation.models.dismissals import Dismissal
from grono.cooperation.models.interests import ExpressionOfInterest, ThreadMessage
from grono.cooperation.models.profiles import PartneringProfile, ProfileAttachment

__all__ = [
    "Agreement",
    "AgreementParty",
    "Dismissal",
    "ExpressionOfInterest",
    "PartneringProfile",
    "ProfileAttachment",
    "ThreadMessage",
]
