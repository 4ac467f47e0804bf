"""Home, dashboard, the search box and the sources page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """Show what one can do here."""
    return render(request, "site/home.html")


def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the signed-in person what waits for them."""
    return render(request, "site/home.html")


def search(request: HttpRequest) -> HttpResponse:
    """Find organisations and sessions."""
    return render(request, "site/home.html")


def sources(request: HttpRequest) -> HttpResponse:
    """Credit the sources of the facts."""
    return render(request, "site/home.html")
