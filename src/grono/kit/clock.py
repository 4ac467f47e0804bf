"""What time it is for the visitor: the real time, or the fixed instant of a demonstration."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Return the aware instant that decides what is current, next or late.

    Records carry real times; only what a page calls *now* follows ``GRONO_CLOCK``.
    """
    return datetime.fromisoformat(settings.CLOCK) if settings.CLOCK else timezone.now()
