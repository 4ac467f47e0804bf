"""Who is asking, as views need to know it."""

from django.http import HttpRequest

from grono.accounts.models import Person
from grono.kit.access import SignInRequired


def signed_in(request: HttpRequest) -> Person:
    """Return the person who is signed in; leads a visitor to sign-in and back (``SignInRequired``)."""
    if not isinstance(request.user, Person):
        raise SignInRequired
    return request.user
