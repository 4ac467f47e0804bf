"""The released programme for other programs, and the sessions as a list to go on working with."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from grono.congress.models import Edition
from grono.kit.pages import cached_page
from grono.kit.spreadsheets import spreadsheet_response
from grono.schedule import queries
from grono.schedule.actions.booklets import booklet_of
from grono.schedule.formats import booklet, frab_json, frab_xml
from grono.schedule.queries import Programme, released_programme
from grono.schedule.views.organiser import edition_to_organise
from grono.schedule.views.stamps import edition_of, release_stamp


@cached_page(stamp=release_stamp, shared=True)
def programme_xml(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Give the released programme as frab XML; 404 before the first release."""
    return _exported(edition_of(request, edition_slug), frab_xml.write, frab_xml.CONTENT_TYPE)


@cached_page(stamp=release_stamp, shared=True)
def programme_json(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Give the released programme as frab JSON; 404 before the first release."""
    return _exported(edition_of(request, edition_slug), frab_json.write, frab_json.CONTENT_TYPE)


def _exported(edition: Edition, write: Callable[[Programme, str], bytes], content_type: str) -> HttpResponse:
    found = released_programme(edition)
    if found is None:
        raise Http404("No version of this programme is released yet.")
    return HttpResponse(write(found, settings.BASE_URL), content_type=content_type)


@cached_page(stamp=release_stamp, shared=True)
def programme_pdf(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Give the released programme as a booklet to print, in the language of the address; 404 before a release.

    ``?lang=en`` gives it in another language of the site.
    """
    edition = edition_of(request, edition_slug)
    found = released_programme(edition)
    if found is None:
        raise Http404("No version of this programme is released yet.")
    wanted = request.GET.get("lang", "")
    language = wanted if wanted in dict(settings.LANGUAGES) else get_language()
    with override(language):
        response = HttpResponse(booklet_of(found), content_type=booklet.CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'inline; filename="{edition.slug}-{language}.pdf"'
    return response


def sessions_xlsx(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Give the organiser's list of sessions as a spreadsheet, those that the search of the page finds."""
    edition = edition_to_organise(request, edition_slug)
    text = request.GET.get("q", "").strip()[:100]
    return spreadsheet_response(
        _("%(edition)s-sessions") % {"edition": edition.slug},
        _("Sessions"),
        queries.SHEET_COLUMNS,
        queries.session_rows(edition, text),
    )
