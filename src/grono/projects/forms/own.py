"""Forms of projects prepared here: the project itself, its work packages, milestones and documents."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grono.directory.models import Cluster, Organisation
from grono.funding.choices import TopicState
from grono.funding.models import Topic
from grono.kit.templatetags.grono import language_name
from grono.kit.uploads import CONTENT_TYPES
from grono.projects.models import Milestone, Project, WorkPackage

SECTIONS: tuple[tuple[str, Any, Any, tuple[str, ...]], ...] = (
    (
        "about",
        _("What it is"),
        _("An acronym, one line and an objective are enough for an idea."),
        ("acronym", "title", "objective", "language", "level", "is_strategic", "website"),
    ),
    (
        "call",
        _("Call and leadership"),
        _("Which call it applies for, and which cluster leads the preparation."),
        ("topic", "topics", "lead_cluster"),
    ),
    (
        "work",
        _("Work and time"),
        _("Plans may change; the state of the project says how firm they are."),
        ("outline", "start_date", "end_date", "duration_months", "trl_start", "trl_end"),
    ),
    (
        "money",
        _("Money on the public page"),
        _("Leave it empty and the page names no amount. What each partner plans to spend stays in the workspace."),
        ("currency", "total_cost", "ec_contribution"),
    ),
)


#: Languages that a project is written in.
LANGUAGES = ("pl", "en", "de", "cs", "sk", "uk", "lt", "fr")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Written(forms.ModelForm):
    """A form whose action alone writes into the record: it checks the whole of it, under a lock."""

    def _post_clean(self) -> None:
        """Leave the record as it is."""


class ProjectForm(Written):
    """All that those who lead a project say about it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    topic = forms.CharField(
        label=_("Topic applied for"),
        required=False,
        max_length=170,
        help_text=_("The identifier of a topic in the list of calls, such as HORIZON-CL4-2027-01-12."),
    )

    website = forms.URLField(label=_("Web site"), required=False, assume_scheme="https")

    class Meta:
        model = Project
        fields = [
            "acronym", "title", "objective", "language", "level", "is_strategic", "website", "topics", "lead_cluster",
            "outline", "start_date", "end_date", "duration_months", "trl_start", "trl_end", "currency", "total_cost",
            "ec_contribution",
        ]  # fmt: skip
        labels = {
            "topics": _("Call in words"),
            "total_cost": _("Total cost"),
            "ec_contribution": _("Grant"),
            "is_strategic": _("A strategic project of the cluster or the region"),
            "title": _("Title in one line"),
        }
        widgets = {
            "objective": _area(8),
            "outline": _area(10),
            "start_date": _day(),
            "end_date": _day(),
            "currency": forms.TextInput(attrs={"size": 3}),
        }
        help_texts = {
            "objective": _("What will be different when the project is over, and for whom."),
            "topics": _("When the call is not in the list of calls."),
            "outline": _("Markdown works: lists, links, bold."),
            "duration_months": _("Needed once the project is submitted."),
            "currency": _("Code of the currency, such as EUR or PLN."),
        }

    def __init__(self, *args: Any, organisation: Organisation | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        if self.instance.topic is not None:
            self.fields["topic"].initial = self.instance.topic.topic_id
        codes = dict.fromkeys((*LANGUAGES, self.instance.language))
        self.fields["language"] = forms.ChoiceField(
            label=self.fields["language"].label, choices=[(code, language_name(code)) for code in codes]
        )
        clusters = _clusters_of(organisation)
        self.fields["lead_cluster"].queryset = clusters  # type: ignore[attr-defined]
        if not clusters.exists() and self.instance.lead_cluster_id is None:
            del self.fields["lead_cluster"]

    def clean_topic(self) -> Topic | None:
        """Return the published topic with this identifier."""
        given = self.cleaned_data["topic"].strip()
        if not given:
            return None
        found = Topic.objects.filter(
            Q(topic_id__iexact=given) | Q(slug=given.lower()), state=TopicState.PUBLISHED
        ).first()
        if found is None:
            raise forms.ValidationError(_("There is no topic %(topic)s among the calls."), params={"topic": given})
        return found

    @property
    def sections(self) -> Iterator[tuple[str, Any, Any, list[forms.BoundField]]]:
        """Yield the parts of the form: key, heading, a line on what belongs there, and the fields."""
        for key, heading, text, names in SECTIONS:
            yield key, heading, text, [self[name] for name in names if name in self.fields]

    @property
    def changes(self) -> dict[str, Any]:
        """Return the fields for ``create_project`` and ``change_project``."""
        return {name: self.cleaned_data[name] for name in self.fields if name != "version"}


def _clusters_of(organisation: Organisation | None) -> Any:
    if organisation is None:
        return Cluster.objects.none()
    near = Q(memberships__organisation=organisation, memberships__left_date=None) | Q(cluster_organisation=organisation)
    return Cluster.objects.filter(near).distinct()


class WorkPackageForm(Written):
    """A work package."""

    class Meta:
        model = WorkPackage
        fields = ["number", "title", "description", "lead", "start_month", "end_month"]
        widgets = {"description": _area(3)}
        help_texts = {"start_month": _("The project begins in month 1.")}

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = project.participations.select_related("organisation")
        lead = self.fields["lead"]
        lead.queryset = parts  # type: ignore[attr-defined]
        lead.label_from_instance = lambda part: part.organisation.name if part.organisation else part.name  # type: ignore[attr-defined]
        self.fields["number"].required = False
        self.fields["number"].help_text = _("Empty means the next number.")


class MilestoneForm(Written):
    """A milestone."""

    class Meta:
        model = Milestone
        fields = ["name", "due_date", "reached_date"]
        widgets = {"due_date": _day(), "reached_date": _day()}


class DocumentForm(forms.Form):
    """A file to be kept with the project."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, PNG, JPEG, WebP, or a document of an office program; at most 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(CONTENT_TYPES)}),
    )
    is_public = forms.BooleanField(
        label=_("Shown to everybody"),
        required=False,
        help_text=_("As soon as the project itself is shown to everybody. Otherwise only partners see the file."),
    )
