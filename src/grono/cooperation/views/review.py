"""Pages for those who review profiles."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.cooperation import actions
from grono.cooperation.queries import profiles as queries
from grono.cooperation.rules import WrongState
from grono.kit.access import require


def queue(request: HttpRequest) -> HttpResponse:
    """List the profiles that wait for the person's review, the longest waiting first."""
    require(request, "cooperation.open_review_queue")
    context = {
        "profiles": queries.profiles_to_review(signed_in(request)),
        "trail": [(_("Cooperation"), reverse("profiles")), (_("Profiles to review"), "")],
    }
    return render(request, "cooperation/review_queue.html", context)


@require_POST
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Publish a profile, or return it with a note."""
    profile = queries.profile_by_reference(reference)
    require(request, "cooperation.review_profile", profile)
    try:
        if "publish" in request.POST:
            actions.publish_profile(profile, by=signed_in(request))
            messages.success(request, _("The profile is published."))
        else:
            actions.return_profile(profile, by=signed_in(request), note=request.POST.get("note", ""))
            messages.success(request, _("The profile is back with its writers, who got your note."))
    except WrongState as refusal:
        messages.error(request, str(refusal))
    except ValidationError as refusal:
        for fault in refusal.messages:
            messages.error(request, fault)
        return redirect("profile", reference)
    return redirect("profiles-review")
