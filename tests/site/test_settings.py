"""Production refuses to start on an insecure setting."""

import os
import subprocess
import sys

import pytest

SAFE = {
    "GRONO_PRODUCTION": "1",
    "GRONO_SECRET_KEY": "k" * 60,
    "GRONO_HOSTS": "grono.example",
    "GRONO_BASE_URL": "https://grono.example",
}


def _start(**changes: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GRONO_")}
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "import grono.site.settings as s; print(s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE)",
        ],
        env={**kept, **SAFE, **changes},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_safe_settings_and_demands_https():
    assert _start().stdout == "True True\n"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"GRONO_SECRET_KEY": ""}, "GRONO_SECRET_KEY"),
        ({"GRONO_SECRET_KEY": "short"}, "GRONO_SECRET_KEY"),
        ({"GRONO_DEBUG": "1"}, "GRONO_DEBUG"),
        ({"GRONO_DEMO": "1"}, "GRONO_DEMO"),
        ({"GRONO_CLOCK": "2027-05-19T10:00:00+02:00"}, "GRONO_CLOCK"),
        ({"GRONO_BASE_URL": "http://grono.example"}, "GRONO_BASE_URL"),
        ({"GRONO_HOSTS": ""}, "GRONO_HOSTS"),
        ({"GRONO_MAIL_PORT": "many"}, "GRONO_MAIL_PORT"),
    ],
)
def test_production_refuses_an_insecure_or_unreadable_setting_by_name(changes, named):
    outcome = _start(**changes)
    assert outcome.returncode == 1
    assert named in outcome.stderr.strip().splitlines()[-1]
