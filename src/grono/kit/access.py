"""The one way in which a view asks whether a person may do something."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse


class SignInRequired(Exception):
    """A visitor asked for something that needs a name; the middleware leads to sign-in and back."""


def require(request: HttpRequest, permission: str, target: Any = None) -> None:
    """Go on only if the person has the permission on the target.

    Raises ``SignInRequired`` for a visitor and ``PermissionDenied`` (403) for somebody signed in.
    """
    if request.user.has_perm(permission, target):
        return
    if not request.user.is_authenticated:
        raise SignInRequired
    raise PermissionDenied


def redirect_to_sign_in(get_response: Any) -> Any:
    """Middleware: turn ``SignInRequired`` into a redirect that comes back to the page afterwards."""

    class Middleware:
        def __call__(self, request: HttpRequest) -> HttpResponse:
            return get_response(request)

        def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
            if isinstance(exception, SignInRequired):
                return redirect_to_login(request.get_full_path())
            return None

    return Middleware()
