"""Pages of expressions of interest: writing one, the inbox, the conversation."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from grono.accounts.access import signed_in
from grono.accounts.models import Person
from grono.cooperation.actions import interests as actions
from grono.cooperation.choices import InterestState
from grono.cooperation.forms.interests import AnswerForm, InterestForm, ThreadForm
from grono.cooperation.mails.interests import other_side
from grono.cooperation.models import ExpressionOfInterest, PartneringProfile, ThreadMessage
from grono.cooperation.queries import interests as queries
from grono.directory.models import Organisation
from grono.directory.queries import organisations_of
from grono.kit.access import require

PAGE = 20
BOXES = ("received", "sent")


def new_for_profile(request: HttpRequest, reference: str) -> HttpResponse:
    """Write to the owner of a profile."""
    profile = get_object_or_404(PartneringProfile.objects.select_related("organisation"), reference=reference)
    return _new(request, profile, profile.organisation)


def new_for_organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Write to an organisation directly."""
    organisation = get_object_or_404(Organisation, slug=slug)
    return _new(request, organisation, organisation)


def _new(request: HttpRequest, to: PartneringProfile | Organisation, addressee: Organisation) -> HttpResponse:
    person = signed_in(request)
    if not person.has_perm("cooperation.express_interest", to):
        belongs = organisations_of(person).exists()
        return render(request, "cooperation/interest_refused.html", {"belongs": belongs}, status=403)
    profile = to if isinstance(to, PartneringProfile) else None
    senders = queries.possible_senders(person, addressee)
    form = InterestForm(request.POST or None, senders=senders)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            interest = actions.express_interest(data["from_organisation"], to, message=data["message"], by=person)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Your expression of interest is on its way. You will be told of the answer."))
            return redirect(interest)
    context = {
        "form": form,
        "profile": profile,
        "organisation": addressee if profile is None or person.has_perm("cooperation.view_identity", profile) else None,
        "sender": senders[0] if len(senders) == 1 else None,
        "earlier": queries.earlier_interest(senders, profile=profile, to=addressee),
        "days": actions.WAITS.days,
    }
    return render(request, "cooperation/interest_new.html", context, status=422 if form.errors else 200)


def inbox(request: HttpRequest) -> HttpResponse:
    """List what one's organisations have received or sent, narrowed by state."""
    person = signed_in(request)
    box = request.GET.get("box", "received")
    box = box if box in BOXES else "received"
    state = request.GET.get("state", "")
    state = state if state in queries.FILTERS else ""
    counts = queries.counts_by_filter(person, box)
    page = Paginator(queries.interests_for(person, box, state), PAGE).get_page(request.GET.get("page"))
    labels = {"": _("all"), "open": pgettext("interests", "waiting for an answer"), **dict(InterestState.choices)}
    context = {
        "box": box,
        "state": state,
        "page": page,
        "lines": [(interest, _other_name(interest, box)) for interest in page.object_list],
        "filters": [(name, labels[name], counts[name]) for name in ("", *queries.FILTERS)],
        "waiting": queries.waiting_for(person),
        "organisations": organisations_of(person).count(),
    }
    return render(request, "cooperation/interests.html", context)


def _other_name(interest: ExpressionOfInterest, box: str) -> str:
    reader = interest.to_organisation if box == "received" else interest.from_organisation
    return other_side(interest, reader)


def interest(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one expression of interest with its thread, and what the reader's side can do."""
    found = queries.interest_by_key(pk)
    require(request, "cooperation.view_interest", found)
    person = signed_in(request)
    side = _side(found, person)
    if side.pk == found.to_organisation_id:
        actions.mark_seen(found, by=person)
    thread = list(queries.thread_of(found))  # read before it is marked, so that the page can show what is new
    actions.mark_read(found, side)
    return _page(request, found, side, thread=thread)


def _side(interest: ExpressionOfInterest, person: Person) -> Organisation:
    """Return for which side the person reads; somebody who belongs to both reads as the addressee."""
    if person.has_perm("cooperation.answer_interest", interest):
        return interest.to_organisation
    return interest.from_organisation


def _page(
    request: HttpRequest,
    interest: ExpressionOfInterest,
    side: Organisation,
    *,
    thread: Iterable[ThreadMessage] | None = None,
    answer_form: AnswerForm | None = None,
    thread_form: ThreadForm | None = None,
) -> HttpResponse:
    receives = side.pk == interest.to_organisation_id
    hidden = interest.hides_addressee and not receives
    bad = bool((answer_form and answer_form.errors) or (thread_form and thread_form.errors))
    context = {
        "interest": interest,
        "side": side,
        "receives": receives,
        "hidden": hidden,
        "other": other_side(interest, side),
        "other_organisation": None
        if hidden
        else (interest.from_organisation if receives else interest.to_organisation),
        "posts": _posts(interest, queries.thread_of(interest) if thread is None else thread, side),
        "agreements": interest.agreements.all(),
        "may_agree": interest.state == InterestState.ACCEPTED
        and request.user.has_perm("cooperation.propose_agreement"),
        "answer_form": (answer_form or AnswerForm()) if receives and interest.is_open else None,
        "thread_form": (thread_form or ThreadForm()) if interest.takes_messages else None,
        "trail": [
            (_("Expressions of interest"), f"{reverse('interests')}?box={'received' if receives else 'sent'}"),
            (interest.profile.title if interest.profile else other_side(interest, side), ""),
        ],
    }
    return render(request, "cooperation/interest.html", context, status=422 if bad else 200)


@dataclass(frozen=True)
class Post:
    """Something said in a conversation, as the reader's side sees it."""

    organisation: str
    author: Person | None
    moment: datetime
    text: str
    is_own: bool
    is_new: bool = False
    is_read: bool = False
    is_answer: bool = False


def _posts(interest: ExpressionOfInterest, thread: Iterable[ThreadMessage], side: Organisation) -> list[Post]:
    """Return what was said in order of time: the first message, the thread and the answer."""

    def post(organisation: Organisation, author: Person | None, moment: datetime, text: str, **marks: bool) -> Post:
        own = organisation.pk == side.pk
        known = own or side.pk == interest.to_organisation_id or not interest.hides_addressee
        name = organisation.name if known else capfirst(other_side(interest, side))
        return Post(name, author if known else None, moment, text, own, **marks)

    posts = [post(interest.from_organisation, interest.sender, interest.sent_at, interest.message)]
    for message in thread:
        own = message.organisation_id == side.pk
        marks = {"is_new": message.read_at is None and not own, "is_read": message.read_at is not None and own}
        posts.append(post(message.organisation, message.author, message.sent_at, message.text, **marks))
    if interest.answered_at is not None:
        by = interest.answered_by
        posts.append(post(interest.to_organisation, by, interest.answered_at, interest.answer, is_answer=True))
    return sorted(posts, key=lambda post: post.moment)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or decline."""
    found = queries.interest_by_key(pk)
    require(request, "cooperation.answer_interest", found)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, found.to_organisation, answer_form=form)
    accepted = form.cleaned_data["answer"] == InterestState.ACCEPTED
    done = _("Accepted. You can write to each other now.") if accepted else _("Declined. The other side is told.")
    return _act(
        request,
        found,
        lambda: actions.answer_interest(found, accepted, text=form.cleaned_data["text"], by=signed_in(request)),
        done,
    )


@require_POST
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an expression of interest back."""
    found = queries.interest_by_key(pk)
    require(request, "cooperation.withdraw_interest", found)
    return _act(request, found, lambda: actions.withdraw_interest(found, by=signed_in(request)), _("Withdrawn."))


@require_POST
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Write in the thread."""
    found = queries.interest_by_key(pk)
    require(request, "cooperation.view_interest", found)
    person = signed_in(request)
    side = _side(found, person)
    form = ThreadForm(request.POST)
    if not form.is_valid():
        return _page(request, found, side, thread_form=form)
    return _act(
        request,
        found,
        lambda: actions.post_message(found, side, text=form.cleaned_data["message"], by=person),
        _("Sent."),
    )


def _act(request: HttpRequest, interest: ExpressionOfInterest, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect(interest)
