"""The form of an innovation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grono.directory.models import Activity, Competence, Organisation
from grono.directory.texts import texts_by_language
from grono.kit.sorting import sort_key
from grono.projects.actions.innovations import TEXTS
from grono.projects.choices import Sought
from grono.projects.models import Innovation, Project
from grono.projects.queries.innovations import DIVISION

LANGUAGES = ("pl", "en")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class InnovationForm(forms.ModelForm):
    """What the owner says about an innovation. A draft may be incomplete; publishing says what is missing."""

    name_pl = forms.CharField(label=_("Name in Polish"), max_length=200, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    summary_pl = forms.CharField(label=_("In short, in Polish"), widget=_area(3), required=False, max_length=500)
    summary_en = forms.CharField(label=_("In short, in English"), widget=_area(3), required=False, max_length=500)
    description_pl = forms.CharField(
        label=_("Description in Polish"),
        widget=_area(8),
        required=False,
        max_length=8000,
        help_text=_("What problem it solves, how it works, what has been proven. Markdown works."),
    )
    description_en = forms.CharField(
        label=_("Description in English"), widget=_area(8), required=False, max_length=8000
    )
    sought_note_pl = forms.CharField(label=_("What exactly you seek, in Polish"), widget=_area(3), required=False)
    sought_note_en = forms.CharField(label=_("What exactly you seek, in English"), widget=_area(3), required=False)
    sought = forms.MultipleChoiceField(
        label=_("What you seek"), choices=Sought, required=False, widget=forms.CheckboxSelectMultiple
    )
    website = forms.URLField(label=_("Web site"), required=False, assume_scheme="https")

    class Meta:
        model = Innovation
        fields = ["readiness", "trl", "sought", "branches", "keywords", "project", "website"]
        widgets = {"branches": forms.CheckboxSelectMultiple, "keywords": forms.CheckboxSelectMultiple}
        help_texts = {
            "trl": _("TRL, from 1 (basic principles) to 9 (proven in use)."),
            "branches": _("Branches of those who would use it (NACE divisions)."),
            "project": _("Only if it came out of a project that is listed here."),
        }

    def __init__(self, *args: Any, owner: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in TEXTS:
            known = texts_by_language(getattr(self.instance, name))
            for code in LANGUAGES:
                self.initial[f"{name}_{code}"] = known.get(code, "")
        divisions = Activity.objects.filter(code__regex=rf"^[0-9]{{{DIVISION}}}$")
        self._choose("branches", divisions, str)
        self._choose("keywords", Competence.objects.all(), lambda word: str(word.name))
        projects = Project.objects.filter(participations__organisation=owner, is_public=True).distinct()
        self.fields["project"].queryset = projects.order_by("acronym")  # type: ignore[attr-defined]
        self.order_fields(
            [*(f"{name}_{code}" for name in ("name", "summary", "description") for code in LANGUAGES), "readiness"]
        )

    def _choose(self, name: str, options: Any, label: Any) -> None:
        kept = list(getattr(self.instance, name).all()) if self.instance.pk else []
        listed = {option.pk: option for option in (*options, *kept)}
        self.fields[name].queryset = options.model.objects.filter(pk__in=listed)  # type: ignore[attr-defined]
        named = ((key, label(option)) for key, option in listed.items())
        self.fields[name].choices = sorted(named, key=lambda pair: sort_key(pair[1]))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Require a name in some language."""
        data = super().clean() or {}
        if not any(data.get(f"name_{code}") for code in LANGUAGES):
            self.add_error("name_pl", _("Give it a name in Polish or in English."))
        return data

    @property
    def changes(self) -> dict[str, Any]:
        """Return the arguments for ``save_innovation``."""
        data = self.cleaned_data
        return {
            "texts": {name: {code: data[f"{name}_{code}"] for code in LANGUAGES} for name in TEXTS},
            "fields": {name: data[name] for name in ("readiness", "trl", "sought", "project", "website")},
            "branches": data["branches"],
            "keywords": data["keywords"],
        }
