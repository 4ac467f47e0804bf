"""Who changed something and why, handed to the triggers that write the history.

The triggers of django-pghistory read two settings of the transaction. They are set here once for each action; the
library's own context manager puts them before every statement, which fails for statements run many at a time.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import uuid4

from django.db import connection, transaction

from grono.accounts.models import Person

Action = TypeVar("Action", bound=Callable[..., Any])
_SET = """
    SELECT current_setting('pghistory.context_id', true), current_setting('pghistory.context_metadata', true),
        set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', %s, true)
"""


@contextmanager
def recorded(by: Person | None, reason: str) -> Iterator[None]:
    """Attribute the changes made inside, which must be inside a transaction, to a person.

    ``reason`` is a key of ``queries.history.REASONS``.
    """
    about = json.dumps({"by": by.pk if by is not None else None, "reason": reason})
    with connection.cursor() as cursor:
        cursor.execute(_SET, [str(uuid4()), about])
        outer = cursor.fetchone()[:2]
    yield
    with connection.cursor() as cursor:  # after an error the transaction rolls back, and the settings with it
        cursor.execute(_SET, [value or "" for value in outer])


def recorded_as(reason: str) -> Callable[[Action], Action]:
    """Run an action, which takes ``by=``, in one transaction whose changes carry that person and this reason."""

    def decorate(action: Action) -> Action:
        @wraps(action)
        def run(*args: Any, by: Person | None, **kwargs: Any) -> Any:
            with transaction.atomic(), recorded(by, reason):
                return action(*args, by=by, **kwargs)

        return cast(Action, run)

    return decorate
