"""What participants do with sessions."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.accounts.models import Person
from grono.congress.models import Participant
from grono.congress.queries import participant_of
from grono.schedule import actions
from grono.schedule.models import Session
from grono.schedule.queries import session_by_code
from grono.schedule.views.stamps import edition_of


@require_POST
def favourite(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Mark a session (``mark=yes`` or ``mark=keep_free``) or take the mark back (``mark=no``).

    A script that asks for JSON gets 204, or 403 when the reader is no participant.
    """
    edition = edition_of(request, edition_slug)
    session = session_by_code(edition, code)
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("session", args=[edition.slug, session.code]))
    me = participant_of(request.user, edition)
    mark = request.POST.get("mark", "yes")
    if me is not None:
        _change_mark(me, session, mark, by=signed_in(request))
    if request.headers.get("Accept") == "application/json":
        return HttpResponse(status=204 if me else 403)
    if me is None:
        messages.error(request, _("Only participants of this edition can mark sessions."))
    elif mark == "no":
        messages.info(request, _("The session is no longer in your agenda."))
    else:
        messages.success(request, _said(mark == "keep_free"))
    return redirect("session", edition.slug, session.code)


def _change_mark(me: Participant, session: Session, mark: str, *, by: Person) -> None:
    if mark == "no":
        actions.unmark_favourite(me, session, by=by)
    else:
        actions.mark_favourite(me, session, mark == "keep_free", by=by)


def _said(keep_free: bool) -> str:
    if keep_free:
        return _("The session is in your agenda. The next meeting plan keeps its time free.")
    return _("The session is in your agenda.")
