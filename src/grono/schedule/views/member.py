"""What participants do with sessions."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.congress.queries import participant_of
from grono.schedule import actions
from grono.schedule.queries import session_by_code
from grono.schedule.views.public import edition_of


@require_POST
def favourite(request: HttpRequest, edition_slug: str, code: str) -> HttpResponse:
    """Mark a session (``mark=yes`` or ``mark=keep_free``) or take the mark back (``mark=no``)."""
    edition = edition_of(request, edition_slug)
    session = session_by_code(edition, code)
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("session", args=[edition.slug, session.code]))
    me = participant_of(request.user, edition)
    mark = request.POST.get("mark", "yes")
    if me is None:
        messages.error(request, _("Only participants of this edition can mark sessions."))
    elif mark == "no":
        actions.unmark_favourite(me, session, by=signed_in(request))
        messages.info(request, _("The session is no longer in your agenda."))
    else:
        actions.mark_favourite(me, session, mark == "keep_free", by=signed_in(request))
        messages.success(request, _said(mark == "keep_free"))
    return redirect("session", edition.slug, session.code)


def _said(keep_free: bool) -> str:
    if keep_free:
        return _("The session is in your agenda. The next meeting plan keeps its time free.")
    return _("The session is in your agenda.")
