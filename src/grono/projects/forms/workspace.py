"""Forms of the consortium workspace: starting it, inviting and answering, roles, the budget of a partner."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from grono.directory.choices import ActivityType
from grono.directory.models import Organisation
from grono.kit.countries import country_name
from grono.kit.sorting import sort_key
from grono.projects.actions.budget import Amount
from grono.projects.choices import CostCategory, ParticipationRole, PoolChoice
from grono.projects.models import ConsortiumRole, Participation, Project
from grono.projects.models.searches import LARGEST
from grono.projects.planning.verdicts import QuestionView
from grono.projects.wording import NEAR

LONGEST_MESSAGE = 4000
#: Roles in which somebody can be invited or put; the coordinator is made by passing the role on.
INVITED_AS = [choice for choice in ParticipationRole.choices if choice[0] != ParticipationRole.COORDINATOR]


class PlainText(forms.CharField):
    """Some paragraphs of plain text; browsers send line ends as two characters, which count as one here."""

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONGEST_MESSAGE, "widget": forms.Textarea(attrs={"rows": rows}), **kwargs})

    def to_python(self, value: Any) -> Any:
        """Return the text with plain line ends."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n").strip() if isinstance(text, str) else text


class StartForm(forms.Form):
    """Begin a consortium for a topic."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Which organisation coordinates?"),
        empty_label=None,
        help_text=_("It can pass the role on to another partner later."),
    )
    acronym = forms.CharField(
        label=_("Acronym"), max_length=80, help_text=_("Short and easy to say: the project is found by it.")
    )
    title = forms.CharField(label=_("Title"), max_length=500)
    objective = PlainText(
        label=_("What the project is for"),
        rows=5,
        required=False,
        help_text=_("A few sentences for those whom you invite. You can write more later."),
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = organisations
        found = list(organisations[:2])
        if len(found) == 1:
            field.initial, field.widget = found[0].pk, forms.HiddenInput()


class InvitationForm(forms.Form):
    """Ask an organisation to join."""

    role = forms.ChoiceField(
        label=_("As what?"),
        choices=INVITED_AS,
        help_text=_("Most rules count participants only; associated partners and third parties receive no grant."),
    )
    open_role = forms.ModelChoiceField(
        ConsortiumRole.objects.none(),
        label=_("Which open role would it fill?"),
        required=False,
        empty_label=pgettext_lazy("role", "none of them"),
    )
    message = PlainText(
        label=_("Your message"),
        rows=7,
        required=False,
        help_text=_("Why you ask them, and which part of the work you have in mind. Plain text."),
    )

    def __init__(self, *args: Any, roles: QuerySet[ConsortiumRole], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["open_role"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = roles
        if not roles:
            del self.fields["open_role"]


class AnswerForm(forms.Form):
    """Accept or decline; the words are optional."""

    answer = forms.ChoiceField(choices=[("accepted", ""), ("declined", "")], widget=forms.HiddenInput())
    text = PlainText(
        label=_("A few words to your answer"),
        rows=4,
        required=False,
        help_text=_("With a refusal, the reason helps the other side more than silence."),
    )


class RoleForm(forms.Form):
    """Open a role by hand."""

    title = forms.CharField(
        label=_("Whom you seek"), max_length=200, help_text=_("For example: a hospital that tests the device.")
    )
    description = PlainText(label=_("What the partner would do"), rows=4, max_length=2000, required=False)
    country = forms.ChoiceField(label=_("From which country"), required=False)
    activity_type = forms.ChoiceField(label=_("What kind of organisation"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anything = pgettext_lazy("role", "any")
        for name, choices in (("country", _countries()), ("activity_type", _types())):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", anything), *choices]

    @property
    def wanted(self) -> dict[str, list[str]]:
        """Return who fits, as a role keeps it."""
        given = {"countries": self.cleaned_data["country"], "activity_types": self.cleaned_data["activity_type"]}
        return {name: [value] for name, value in given.items() if value}


def _countries() -> list[tuple[str, str]]:
    language = get_language() or "en"
    return sorted(((code, country_name(code, language)) for code in NEAR), key=lambda choice: sort_key(choice[1]))


def _types() -> list[tuple[str, str]]:
    return [(value, capfirst(str(label))) for value, label in ActivityType.choices]


class BudgetForm(forms.Form):
    """What a partner does, plans to spend and asks for; amounts are in the project's currency."""

    task = PlainText(label=_("Part in the work"), rows=4, required=False)
    requested_grant = forms.DecimalField(
        label=_("Grant asked for"), min_value=0, max_digits=14, decimal_places=2, required=False
    )
    stamp = forms.CharField(widget=forms.HiddenInput(), required=False)

    def __init__(self, data: Any, *, participation: Participation, currency: str, stamp: str) -> None:
        amounts = {line.category: line.amount for line in participation.budget_lines.all()}
        initial = {"task": participation.task, "requested_grant": participation.requested_grant}
        super().__init__(data, initial=initial | amounts | {"stamp": stamp})
        self.currency = currency
        for category, label in CostCategory.choices:
            self.fields[category] = forms.DecimalField(
                label=capfirst(str(label)), min_value=0, max_digits=14, decimal_places=2, required=False
            )
        self.order_fields(["task", *CostCategory.values, "requested_grant", "stamp"])

    @property
    def categories(self) -> list[forms.BoundField]:
        """Return the fields of the categories of cost."""
        return [self[category] for category in CostCategory.values]

    @property
    def amounts(self) -> list[Amount]:
        """Return what was entered, category by category."""
        return [
            Amount(CostCategory(category), self.cleaned_data[category] or Decimal(0), self.currency)
            for category in CostCategory.values
        ]


class SearchForm(forms.Form):
    """Ask for the best consortia of a size."""

    size = forms.IntegerField(label=_("Partners in all"), min_value=2, max_value=LARGEST)
    among = forms.ChoiceField(label=_("Look among"), choices=PoolChoice.choices)

    def __init__(self, *args: Any, smallest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["size"].widget.attrs["min"] = max(2, smallest)


class AnswersForm(forms.Form):
    """What the rules ask about the project; what is left empty stays unknown to them."""

    duration_months = forms.IntegerField(label=_("Duration, months"), min_value=1, max_value=120, required=False)
    trl_start = forms.IntegerField(
        label=_("Technology readiness at the start (1–9)"), min_value=1, max_value=9, required=False
    )
    trl_end = forms.IntegerField(
        label=_("Technology readiness at the end (1–9)"), min_value=1, max_value=9, required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, data: Any, *, project: Project, questions: Sequence[QuestionView]) -> None:
        names = ("duration_months", "trl_start", "trl_end")
        initial = {name: getattr(project, name) for name in names} | {"seen": project.version}
        super().__init__(data, initial=initial)
        self.questions = questions
        for question in questions:
            self.fields[question.name] = _question_field(question, project.declared.get(question.name))

    @property
    def version(self) -> int:
        """Return the version of the project that the writer saw."""
        return int(self.cleaned_data["seen"])

    @property
    def changes(self) -> dict[str, Any]:
        """Return the arguments of the action: three numbers, and the questions that were answered."""
        given = self.cleaned_data
        declared = {each.name: _answer(each, given[each.name]) for each in self.questions}
        known = {name: value for name, value in declared.items() if value is not None}
        return {**{name: given[name] for name in ("duration_months", "trl_start", "trl_end")}, "declared": known}


def _question_field(question: QuestionView, value: Any) -> forms.Field:
    if question.kind == "bool":
        choices = [
            ("", pgettext_lazy("answer", "not answered yet")),
            ("yes", pgettext_lazy("answer", "yes")),
            ("no", pgettext_lazy("answer", "no")),
        ]
        initial = {True: "yes", False: "no"}.get(value, "")
        return forms.ChoiceField(label=question.title, choices=choices, initial=initial, required=False)
    if question.kind == "number":
        return forms.FloatField(label=question.title, initial=value, required=False)
    return forms.CharField(label=question.title, initial=value, max_length=500, required=False)


def _answer(question: QuestionView, given: Any) -> Any:
    if question.kind == "bool":
        return {"yes": True, "no": False}.get(given)
    if question.kind == "number":
        return int(given) if given is not None and float(given).is_integer() else given
    return given or None
