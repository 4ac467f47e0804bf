"""The demonstration's own addresses, and that they are absent elsewhere."""

import os
import subprocess
import sys

import pytest

from grono.demo.roles import ROLES, current_role, role_by_code

CODE = """
import django; django.setup()
from django.urls import NoReverseMatch, reverse
try:
    print(reverse("demo-role"))
except NoReverseMatch:
    print("absent")
"""


@pytest.mark.parametrize(("flag", "answer"), [("1", "/demo/role/"), ("0", "absent")])
def test_the_role_bar_has_an_address_in_demo_mode_only(flag, answer):
    environment = {**os.environ, "GRONO_DEMO": flag, "DJANGO_SETTINGS_MODULE": "grono.site.settings"}
    outcome = subprocess.run([sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=True)
    assert outcome.stdout.strip() == answer


def test_roles_are_those_of_the_bar():
    assert [role.code for role in ROLES] == [
        "visitor",
        "participant",
        "member",
        "partner",
        "czech-partner",
        "manager",
        "organiser",
    ]
    assert role_by_code("stranger") is None


def test_a_visitor_has_the_visitors_role_and_opens_no_session(rf):
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/")
    request.user = AnonymousUser()
    assert current_role(request).code == "visitor"
