"""Pages of participants, of the hall and of organisers."""

from django.http import HttpRequest

from grono.accounts.models import Person


def signed_in(request: HttpRequest) -> Person:
    """Return who acts, on pages that have already required a permission."""
    assert isinstance(request.user, Person)
    return request.user
