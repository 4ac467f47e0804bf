"""The fields in which questions of a call are answered, one kind of field for each kind of question."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grono.kit.uploads import CONTENT_TYPES
from grono.proposals.choices import QuestionKind
from grono.proposals.models import Question
from grono.proposals.rules import LONGEST_ANSWER, labels_of

EMPTY_CHOICE = ("", "—")


def as_value(value: Any) -> Any:
    """Return what a field gave in the shape in which answers are kept."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


@dataclass(frozen=True)
class Attached:
    """A file that answers a question already: the input shows it and offers to remove it."""

    name: str
    url: str

    def __str__(self) -> str:
        return self.name


def answer_field(question: Question, value: Any, attached: Attached | None) -> forms.Field:
    """Return the field in which a question is answered; nothing is required of a draft."""
    common: dict[str, Any] = {
        "label": str(question.label),
        "help_text": _help(question),
        "required": False,
        "initial": attached or value,
    }
    field = _field(question, common)
    if question.is_required:
        field.mark = _("needed to submit")  # type: ignore[attr-defined]  # drawn beside the label
    return field


def _field(question: Question, common: dict[str, Any]) -> forms.Field:
    language = get_language() or "en"
    options = [(option["code"], labels_of(question, option["code"], language)[0]) for option in question.options]
    match question.kind:
        case QuestionKind.TEXT:
            area = forms.Textarea(attrs={"rows": 5})
            return forms.CharField(widget=area, max_length=LONGEST_ANSWER[QuestionKind.TEXT], **common)
        case QuestionKind.NUMBER:
            return forms.FloatField(**common)
        case QuestionKind.YES_NO:
            yes_no = [("", "—"), ("yes", _("yes")), ("no", _("no"))]
            common["initial"] = {True: "yes", False: "no"}.get(common["initial"], "")
            return forms.TypedChoiceField(choices=yes_no, coerce=lambda said: said == "yes", empty_value=None, **common)
        case QuestionKind.ONE:
            return forms.ChoiceField(choices=[EMPTY_CHOICE, *options], **common)
        case QuestionKind.SEVERAL:
            return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **common)
        case QuestionKind.DATE:
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
        case QuestionKind.LINK:
            return forms.URLField(assume_scheme="https", max_length=LONGEST_ANSWER[QuestionKind.LINK], **common)
        case QuestionKind.FILE:
            return FileAnswer(**common)
    return forms.CharField(max_length=LONGEST_ANSWER[QuestionKind.LINE], **common)


def _help(question: Question) -> str:
    """Return what helps to answer; escaped, because the partial that draws fields lets HTML through."""
    parts = [str(question.help_text)]
    if question.longest:
        parts.append(_("At most %(limit)d characters.") % {"limit": question.longest})
    if question.is_public:
        parts.append(_("The answer is shown on the page of the session."))
    if question.types.all():
        parts.append(_("Only for: %(types)s.") % {"types": ", ".join(str(kind) for kind in question.types.all())})
    if question.kind == QuestionKind.FILE:
        parts.append(_("PDF, picture or office document, at most 5 MB."))
    return escape(" ".join(part for part in parts if part))


class FileAnswer(forms.FileField):
    """A file, or a wish to remove the one that is attached (``False``)."""

    widget = forms.ClearableFileInput(attrs={"accept": ",".join(CONTENT_TYPES)})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return a new file, ``False`` to remove the old one, or ``None`` to leave everything as it is."""
        if data is False:
            return False
        return super().clean(data, None) or None
