"""All editions, and the beginning of a new one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from grono.accounts.access import signed_in
from grono.congress.actions.editions import create_edition
from grono.congress.forms.setup import NewEditionForm
from grono.congress.models import Edition
from grono.congress.queries import public_editions
from grono.congress.views.forming import add_errors
from grono.kit import clock
from grono.kit.access import require


def editions(request: HttpRequest) -> HttpResponse:
    """List the editions that everyone may see, and those that the person runs."""
    own = Edition.objects.filter(team__person=request.user.pk) if request.user.is_authenticated else None
    context = {
        "editions": public_editions(),
        "own": own,
        "today": clock.now().date(),
        "may_add": request.user.has_perm("congress.add_edition"),
    }
    return render(request, "congress/editions.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Begin an edition; whoever begins it runs it, and nobody else sees it until it is shown on purpose."""
    require(request, "congress.add_edition")
    form = NewEditionForm(request.POST or None, instance=Edition(is_public=False, languages=["pl", "en"], country="PL"))
    if request.method == "POST" and form.is_valid():
        try:
            edition = create_edition(form.instance, by=signed_in(request))
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The edition is there. The list says what comes next."))
            return redirect("console-setup", edition.slug)
    trail = [(_("Editions of the congress"), reverse("editions")), (_("New edition"), "")]
    status = 422 if form.is_bound else 200
    return render(request, "congress/edition_new.html", {"form": form, "trail": trail}, status=status)
