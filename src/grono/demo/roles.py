"""The roles in which one can look at the demonstration, each an invented person."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SESSION_KEY = "demo-role"


@dataclass(frozen=True)
class DemoRole:
    """A role of the bar; ``participant`` is the code of its person in the demo edition (none: a visitor)."""

    code: str
    label: str | Promise
    participant: str


ROLES = (
    DemoRole("visitor", _("visitor"), ""),
    DemoRole("participant", _("participant"), "P001"),
    DemoRole("member", _("member organisation"), "P002"),
    DemoRole("partner", _("its partner"), "P071"),
    DemoRole("czech-partner", _("Czech partner"), "P039"),
    DemoRole("manager", _("cluster manager"), "P003"),
    DemoRole("organiser", _("congress organiser"), "P004"),
)


def role_by_code(code: str) -> DemoRole | None:
    """Return the role with this code."""
    return next((role for role in ROLES if role.code == code), None)


def current_role(request: HttpRequest) -> DemoRole:
    """Return the role in force; without a session it is the visitor, and no session is opened to find out."""
    if request.user.is_anonymous:
        return ROLES[0]
    return role_by_code(request.session.get(SESSION_KEY, "")) or ROLES[0]


def demonstration(request: HttpRequest) -> dict[str, object]:
    """Give templates the bar's roles."""
    return {"demo_roles": ROLES, "demo_role": current_role(request)}
