"""The page on which a project answers what the rules of its topic ask."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from grono.accounts.access import signed_in
from grono.projects.actions.answers import save_answers
from grono.projects.forms.workspace import AnswersForm
from grono.projects.planning.verdicts import questions_of
from grono.projects.views.own import attempt
from grono.projects.views.workspace import open_workspace, trail_in


def answers(request: HttpRequest, slug: str) -> HttpResponse:
    """Say how long the project lasts, how ready the technology is, and whatever else the rules ask."""
    project = open_workspace(request, slug, leading=True)
    questions = questions_of(project, request.LANGUAGE_CODE)
    form = AnswersForm(request.POST or None, project=project, questions=questions)
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            lambda: save_answers(project, by=signed_in(request), version=form.version, **form.changes),
        )
        if saved is not None:
            messages.success(request, _("The answers are saved and the rules were checked again."))
            return redirect("consortium", slug)
    context = {"project": project, "form": form, "trail": trail_in(project, _("What the rules ask"))}
    return render(request, "projects/workspace/answers.html", context, status=422 if form.errors else 200)
