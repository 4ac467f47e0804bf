"""What a room may have and a session may need; further words are allowed and mean themselves."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: The equipment of a room in which interpreters can work.
INTERPRETATION = "interpretation"
EQUIPMENT = {
    "projector": _("projector and screen"),
    "sound": _("sound system and microphones"),
    INTERPRETATION: _("interpretation equipment"),
    "hybrid": _("equipment for online guests"),
    "recording": _("video recording"),
    "stage": pgettext_lazy("equipment", "stage"),
    "flipcharts": _("flipcharts"),
    "induction-loop": _("induction loop for the hard of hearing"),
    "step-free": _("step-free access"),
    "piano": _("piano"),
}


def equipment_name(code: str) -> str:
    """Return what a code of equipment means; an unknown one comes back as it is."""
    return str(EQUIPMENT.get(code, code))
