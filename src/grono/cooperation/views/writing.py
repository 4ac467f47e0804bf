"""Pages for those who write profiles: mine, the form, its files, and what they do with a profile."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.cooperation import actions
from grono.cooperation.choices import ProfileState
from grono.cooperation.forms.profiles import AttachmentForm, ProfileForm, RenewalForm
from grono.cooperation.models import PartneringProfile
from grono.cooperation.queries import profiles as queries
from grono.cooperation.rules import EditedMeanwhile, WrongState, submission_faults
from grono.directory.models import Organisation
from grono.directory.queries import organisations_of
from grono.kit import clock
from grono.kit.access import require


def mine(request: HttpRequest) -> HttpResponse:
    """List all profiles of the organisations that the person represents, with their states."""
    organisations = list(organisations_of(signed_in(request), representing=True))
    context = {
        "organisations": organisations,
        "profiles": queries.profiles_of(organisations),
        "today": clock.now().date(),
        "trail": [(_("Cooperation"), reverse("profiles")), (_("My organisation's profiles"), "")],
    }
    return render(request, "cooperation/my_profiles.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Begin a profile of an organisation that the person represents; with several, choose one first."""
    organisation = _chosen_organisation(request)
    if organisation is None:
        found = organisations_of(signed_in(request), representing=True)
        trail = [(_("Cooperation"), reverse("profiles")), (_("New profile"), "")]
        return render(request, "cooperation/choose_organisation.html", {"organisations": found, "trail": trail})
    require(request, "cooperation.write_profile", organisation)
    form = ProfileForm(request.POST or None, organisation=organisation, initial=_first_values(request))
    if request.method == "POST" and form.is_valid():
        profile = _attempt(form, lambda: actions.create_profile(organisation, by=signed_in(request), **form.changes))
        if profile is not None:
            return _after_saving(request, profile)
    return _form_page(request, form, organisation, None)


def _chosen_organisation(request: HttpRequest) -> Organisation | None:
    """Return the organisation named in the address, else the only one that the person represents."""
    slug = request.GET.get("organisation", "")
    if slug:
        return get_object_or_404(Organisation, slug=slug)
    found = list(organisations_of(signed_in(request), representing=True)[:2])
    return found[0] if len(found) == 1 else None


def _first_values(request: HttpRequest) -> dict[str, Any]:
    person = signed_in(request)
    return {"language": request.LANGUAGE_CODE, "contact": person.pk, "type": request.GET.get("type", "")}


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Change a draft."""
    profile = _own(request, reference)
    if profile.state != ProfileState.DRAFT:
        messages.warning(request, str(WrongState("edit")))
        return redirect("profile", reference)
    form = ProfileForm(request.POST or None, instance=profile, organisation=profile.organisation)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        saved = _attempt(
            form, lambda: actions.update_profile(profile, by=signed_in(request), version=version, **form.changes)
        )
        if saved is not None:
            return _after_saving(request, saved)
    return _form_page(request, form, profile.organisation, profile)


def _attempt(form: ProfileForm, act: Callable[[], PartneringProfile]) -> PartneringProfile | None:
    """Save; what the action refuses stands in the form, beside the field where there is one."""
    try:
        return act()
    except (EditedMeanwhile, WrongState) as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as refusal:
        _add_errors(form, refusal)
    return None


def _add_errors(form: ProfileForm, refusal: ValidationError) -> None:
    for name, faults in refusal.message_dict.items():
        for fault in faults:
            form.add_error(name if name in form.fields else None, fault)


def _after_saving(request: HttpRequest, profile: PartneringProfile) -> HttpResponse:
    if "submit" in request.POST:
        try:
            actions.submit_profile(profile, by=signed_in(request))
        except ValidationError:
            messages.warning(request, _("The draft is saved, but it cannot go to review yet: see what is missing."))
            return redirect(f"{reverse('profile-edit', args=[profile.reference])}?check=1")
        messages.success(request, _("The profile is with the reviewer now. You will get a mail."))
        return redirect("profile", profile.reference)
    messages.success(request, _("The draft is saved. Only your organisation sees it until it is published."))
    return redirect("profile", profile.reference)


def _form_page(
    request: HttpRequest, form: ProfileForm, organisation: Organisation, profile: PartneringProfile | None
) -> HttpResponse:
    faults: list[tuple[str, str, str]] = []
    if profile is not None and "check" in request.GET and request.method == "GET":
        forbidden = queries.forbidden_words(organisation)
        found = submission_faults(profile, today=clock.now().date(), forbidden=forbidden)
        faults = [(form[name].id_for_label, str(form[name].label), message) for name, message in found.items()]
    page = _("Edit") if profile else _("New profile")
    context = {
        "form": form,
        "organisation": organisation,
        "profile": profile,
        "faults": faults,
        "trail": [
            (_("Cooperation"), reverse("profiles")),
            (_("My organisation's profiles"), reverse("profiles-mine")),
            (f"{profile.reference}: {page}" if profile else page, ""),
        ],
    }
    return render(request, "cooperation/profile_form.html", context)


def files(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the files of a draft and attach another."""
    profile = _own(request, reference)
    form = AttachmentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_attachment(profile, form.cleaned_data["file"], by=signed_in(request))
        except WrongState as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as refusal:
            form.add_error("file", refusal.messages[0])
        else:
            messages.success(request, _("The file is attached."))
            return redirect("profile-files", reference)
    context = {
        "profile": profile,
        "form": form,
        "is_draft": profile.state == ProfileState.DRAFT,
        "trail": [
            (_("Cooperation"), reverse("profiles")),
            (profile.reference, reverse("profile", args=[reference])),
            (_("Files"), ""),
        ],
    }
    return render(request, "cooperation/profile_files.html", context)


@require_POST
def remove_file(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Remove a file of a draft."""
    profile = _own(request, reference)
    found = get_object_or_404(profile.attachments, pk=pk)
    _act(request, lambda: actions.remove_attachment(found, by=signed_in(request)), gettext_lazy("The file is removed."))
    return redirect("profile-files", reference)


@require_POST
def submit(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand a draft over for review."""
    profile = _own(request, reference)
    try:
        actions.submit_profile(profile, by=signed_in(request))
    except WrongState as refusal:
        messages.error(request, str(refusal))
    except ValidationError:
        messages.warning(request, _("The profile cannot go to review yet: see what is missing."))
        return redirect(f"{reverse('profile-edit', args=[reference])}?check=1")
    else:
        messages.success(request, _("The profile is with the reviewer now. You will get a mail."))
    return redirect("profile", reference)


@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a profile out of sight."""
    profile = _own(request, reference)
    said = gettext_lazy("The profile is withdrawn. Nobody but your organisation sees it.")
    _act(request, lambda: actions.withdraw_profile(profile, by=signed_in(request)), said)
    return redirect("profile", reference)


@require_POST
def revise(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a profile back to draft and open it in the form."""
    profile = _own(request, reference)
    done = _act(
        request,
        lambda: actions.revise_profile(profile, by=signed_in(request)),
        gettext_lazy("The profile is a draft again. Submit it for review when it is ready."),
    )
    return redirect("profile-edit" if done else "profile", reference)


@require_POST
def renew(request: HttpRequest, reference: str) -> HttpResponse:
    """Prolong the validity of a profile."""
    profile = _own(request, reference)
    form = RenewalForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["months"][0]))
        return redirect("profile", reference)
    months = form.cleaned_data["months"]
    _act(
        request,
        lambda: actions.renew_profile(profile, by=signed_in(request), months=months),
        gettext_lazy("The profile is renewed."),
    )
    return redirect("profile", reference)


@require_POST
def delete(request: HttpRequest, reference: str) -> HttpResponse:
    """Delete a draft that was never published."""
    profile = _own(request, reference)
    done = _act(
        request, lambda: actions.delete_profile(profile, by=signed_in(request)), gettext_lazy("The draft is deleted.")
    )
    return redirect("profiles-mine") if done else redirect("profile", reference)


def _own(request: HttpRequest, reference: str) -> PartneringProfile:
    """Return a profile that the person may write; one that the person may not even read is not found."""
    profile = queries.profile_by_reference(reference)
    try:
        require(request, "cooperation.write_profile", profile)
    except PermissionDenied:
        if not request.user.has_perm("cooperation.view_profile", profile):
            raise Http404(f"No profile {reference}.") from None
        raise
    return profile


def _act(request: HttpRequest, act: Callable[[], object], said: str | Promise) -> bool:
    """Do something and say that it is done, or say why it is refused."""
    try:
        act()
    except WrongState as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, str(said))
    return True
