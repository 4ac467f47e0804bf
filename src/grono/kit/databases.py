"""From a database address to Django's connection settings."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict


def database_from_url(url: str) -> dict[str, Any]:
    """Return the ``DATABASES`` entry for a PostgreSQL address (URL or key=value form).

    Connections are kept for a minute and checked before use, so that a restarted server is noticed at once.
    """
    try:
        parts = dict(conninfo_to_dict(url))
    except Exception as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from None
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    settings: dict[str, Any] = {setting: str(parts.pop(key, "") or "") for key, setting in names.items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **settings,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": parts,
        "ATOMIC_REQUESTS": False,
    }
