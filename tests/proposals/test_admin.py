"""The administration shows what was handed in and changes none of it."""

import pytest
from django.contrib import admin
from django.urls import reverse

from factories import make_person
from grono.proposals.actions.deciding import decide
from grono.proposals.actions.decision_mails import prepare_mails
from grono.proposals.models import AssignmentRun, CallForPresentations, DecisionMail, Proposal, Reviewer
from proposals.calls import make_draft, make_question, make_submitted
from proposals.committee import make_reviewer

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def staff(db, client):
    person = make_person(is_staff=True, is_superuser=True)
    client.force_login(person)
    return client


def test_drafts_and_notes_are_not_shown(staff, call, outsider):
    make_draft(call, outsider, title={"en": "Unripe"})
    handed_in = make_submitted(call, outsider, title={"en": "Ripe"}, note="I am away on Friday")
    shown = staff.get(reverse("admin:proposals_proposal_changelist")).content.decode()
    assert ("Ripe" in shown, "Unripe" in shown) == (True, False)
    assert (
        "away on Friday"
        not in staff.get(reverse("admin:proposals_proposal_change", args=[handed_in.pk])).content.decode()
    )


@pytest.mark.parametrize("model", [CallForPresentations, Proposal, Reviewer, AssignmentRun, DecisionMail])
def test_records_are_looked_at_and_not_changed(staff, call, organiser, model, rf):
    make_question(call)
    proposal = make_submitted(call)
    make_reviewer(call)
    AssignmentRun.objects.create(call=call, made_at=proposal.submitted_at)
    decide([proposal], "accepted", by=organiser)
    prepare_mails([proposal], by=organiser)
    record = model.objects.get()
    page = staff.get(reverse(f"admin:proposals_{model._meta.model_name}_change", args=[record.pk]))
    assert b'name="_save"' not in page.content
    shown = staff.get(reverse(f"admin:proposals_{model._meta.model_name}_changelist"))
    assert [row.pk for row in shown.context["cl"].result_list] == [record.pk]
    request = rf.get("/")
    request.user = organiser
    site = admin.site._registry[model]
    allowed = [site.has_add_permission(request), site.has_change_permission(request)]
    assert [*allowed, site.has_delete_permission(request)] == [False] * 3
