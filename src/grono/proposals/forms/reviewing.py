"""Forms of reviewers, criteria, reviews and decisions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from i18nfield.forms import I18nModelForm

from grono.kit.templatetags.grono import language_name
from grono.proposals.models import (
    CallForPresentations,
    Comment,
    Criterion,
    DecisionMail,
    Review,
    Reviewer,
)

CONFIDENCE = [(1, _("outside my field")), (2, _("I know the field")), (3, _("I am an expert"))]


class NewReviewerForm(forms.Form):
    """Somebody for the programme committee."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = forms.CharField(
        label=_("Given name and family name"),
        max_length=200,
        required=False,
        help_text=_("Only for somebody who has no account yet."),
    )
    most = forms.IntegerField(label=_("Reviews at most"), min_value=1, max_value=500, initial=12)


class ReviewerForm(forms.ModelForm):
    """What is known of a reviewer: reviews at most, field, tracks, competences, languages."""

    languages = forms.MultipleChoiceField(
        label=_("Reads"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all languages."),
    )

    class Meta:
        model = Reviewer
        fields = ["most", "expertise", "tracks", "competences", "languages", "is_active"]
        widgets = {
            "expertise": forms.Textarea(attrs={"rows": 4}),
            "tracks": forms.CheckboxSelectMultiple,
            "competences": forms.SelectMultiple(attrs={"size": 8}),
        }
        help_texts = {
            "expertise": _("In a few sentences; proposals are compared with this text."),
            "tracks": _("None chosen: any track."),
        }

    def __init__(self, *args: Any, call: CallForPresentations, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tracks = call.tracks.all() or call.edition.tracks.all()
        self.fields["tracks"].queryset = tracks  # type: ignore[attr-defined]
        codes = dict.fromkeys([*call.text_languages, *self.instance.languages])
        self.fields["languages"].choices = [(code, language_name(code)) for code in codes]  # type: ignore[attr-defined]

    @property
    def plain_fields(self) -> dict[str, Any]:
        """What is written on the record itself."""
        return {name: self.cleaned_data[name] for name in ("most", "expertise", "languages", "is_active")}


class CriterionForm(I18nModelForm):
    """A criterion of the reviews."""

    class Meta:
        model = Criterion
        fields = ["name", "note", "weight", "lowest", "highest", "position"]


CriterionFormSet = forms.modelformset_factory(Criterion, form=CriterionForm, extra=1, can_delete=True, max_num=12)


class ReviewForm(forms.ModelForm):
    """Points for each criterion, and texts."""

    confidence = forms.TypedChoiceField(
        label=_("How sure are you?"), choices=CONFIDENCE, coerce=int, widget=forms.RadioSelect, initial=2
    )

    class Meta:
        model = Review
        fields = ["confidence", "text", "private_text"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 6}),
            "private_text": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "text": _("The proposer receives it with the decision, without your name."),
            "private_text": _("Only the programme committee and the organisers read it."),
        }

    def __init__(self, *args: Any, criteria: list[Criterion], scores: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for criterion in criteria:
            points = range(criterion.lowest, criterion.highest + 1)
            few = len(points) <= MOST_BUTTONS
            self.fields[score_field(criterion)] = forms.TypedChoiceField(
                label=str(criterion),
                help_text=str(criterion.note),
                coerce=int,
                empty_value=None,
                required=False,
                choices=[*([] if few else [("", "–")]), *((value, str(value)) for value in points)],
                widget=forms.RadioSelect if few else forms.Select,
                initial=scores.get(criterion.code),
            )
            self.fields[score_field(criterion)].mark = f"{criterion.lowest}–{criterion.highest}"  # type: ignore[attr-defined]
        self.order_fields([*(score_field(criterion) for criterion in criteria), "confidence", "text", "private_text"])

    @property
    def scores(self) -> dict[str, int | None]:
        """Return the points by code of the criterion."""
        return {criterion.code: self.cleaned_data.get(score_field(criterion)) for criterion in self.criteria}


MOST_BUTTONS = 10


def score_field(criterion: Criterion) -> str:
    """Return the name of the field for points of a criterion."""
    return f"score-{criterion.code}"


class CommentForm(forms.ModelForm):
    """A remark in the discussion."""

    class Meta:
        model = Comment
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class ConflictForm(forms.Form):
    """Why somebody must not review a proposal."""

    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class MailForm(forms.ModelForm):
    """A draft of a mail about a decision."""

    class Meta:
        model = DecisionMail
        fields = ["subject", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 18})}
