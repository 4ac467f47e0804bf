"""Pages for requests that fail before it is known who asks."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the address cannot be read; without the request's context, which may not be complete yet."""
    return HttpResponseBadRequest(render_to_string("400.html"))
