"""Forms of the organiser: a session, and its move to another place."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

from grono.congress.choices import SlotKind
from grono.congress.models import Edition, Participant, Room, Slot
from grono.kit.templatetags.grono import language_name
from grono.schedule.choices import SessionRoleKind
from grono.schedule.models import Placement, Session
from grono.schedule.rules.clocktimes import local_moment

LOCAL = "%Y-%m-%dT%H:%M"
PEOPLE = (
    ("moderator", SessionRoleKind.MODERATOR),
    ("speakers", SessionRoleKind.SPEAKER),
    ("panellists", SessionRoleKind.PANELLIST),
)


class WordsField(forms.CharField):
    """Words separated by commas, as a list."""

    def prepare_value(self, value: Any) -> Any:
        """Show a list as text."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Return the words without blanks."""
        return [word.strip() for word in super().clean(value).split(",") if word.strip()]


class PeopleField(WordsField):
    """Codes of participants, separated by commas."""


def _local_input() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)


class SessionForm(forms.ModelForm):
    """Everything about a session but its place in the programme."""

    interpretation = WordsField(
        label=_("Interpreted into"), required=False, help_text=_("Codes of languages, separated by commas: en, de.")
    )
    equipment = WordsField(label=_("Required equipment"), required=False, help_text=_("For example: projector, stage."))
    moderator = PeopleField(label=_("Moderator"), required=False, help_text=_("The code of a participant."))
    speakers = PeopleField(label=_("Speakers"), required=False, help_text=_("Codes of participants, by commas."))
    panellists = PeopleField(label=_("Panellists"), required=False, help_text=_("Codes of participants, by commas."))

    class Meta:
        model = Session
        fields = [
            "code",
            "kind",
            "track",
            "language",
            "interpretation",
            "minutes",
            "expected",
            "equipment",
            "pinned_start",
            "pinned_room",
            "forbidden_rooms",
            "allowed_blocks",
            "after",
        ]
        widgets = {
            "pinned_start": _local_input(),
            "forbidden_rooms": forms.CheckboxSelectMultiple,
            "allowed_blocks": forms.CheckboxSelectMultiple,
            "after": forms.SelectMultiple(attrs={"size": 5}),
        }

    def __init__(self, data: Any = None, *, instance: Session) -> None:
        self.edition: Edition = instance.edition
        super().__init__(data, instance=instance, initial=_initial(instance))
        self._add_texts(instance)
        _choose_among(self.fields["track"], self.edition.tracks.all())
        _choose_among(self.fields["pinned_room"], self.edition.rooms.all())
        _choose_among(self.fields["forbidden_rooms"], self.edition.rooms.all())
        blocks = self.edition.slots.filter(kind=SlotKind.PROGRAMME)
        _choose_among(self.fields["allowed_blocks"], blocks, self._block_label)
        _choose_among(self.fields["after"], self.edition.sessions.exclude(pk=instance.pk))
        self._people: list[tuple[Participant, str]] = []

    def _add_texts(self, instance: Session) -> None:
        """Add title and abstract in each language of the edition, after the kind."""
        names = []
        for language in self.edition.languages or ["pl", "en"]:
            for name, label, widget in (
                ("title", _("Title (%(language)s)"), forms.TextInput),
                ("abstract", _("Abstract (%(language)s)"), forms.Textarea(attrs={"rows": 5})),
            ):
                names.append(f"{name}_{language}")
                self.fields[names[-1]] = forms.CharField(
                    label=label % {"language": language_name(language)},
                    required=name == "title",
                    max_length=300 if name == "title" else None,
                    widget=widget,
                    initial=_in_language(getattr(instance, name), language),
                )
        self.order_fields(["code", "kind", *names])

    def _block_label(self, block: Slot) -> str:
        start, end = (moment.astimezone(self.edition.zone) for moment in (block.starts_at, block.ends_at))
        when = f"{formats.date_format(start, 'j.m, H:i')}–{formats.date_format(end, 'H:i')}"
        return " · ".join(part for part in (block.code, str(block.name), when) if part)

    def _text(self, name: str) -> LazyI18nString:
        """Return what was typed for a text in all languages."""
        prefix = f"{name}_"
        fields = [field for field in self.fields if field.startswith(prefix)]
        return LazyI18nString({field.removeprefix(prefix): self.cleaned_data.get(field, "") for field in fields})

    def clean(self) -> dict[str, Any] | None:
        """Find the people by their codes, each of them once; put the languages of the texts together."""
        cleaned = super().clean()
        self.instance.title, self.instance.abstract = self._text("title"), self._text("abstract")
        codes = {code for name, _kind in PEOPLE for code in self.cleaned_data.get(name, [])}
        known = {person.code: person for person in self.edition.participants.filter(code__in=codes)}
        seen: set[str] = set()
        for name, kind in PEOPLE:
            for code in self.cleaned_data.get(name, []):
                if code not in known:
                    self.add_error(name, ValidationError(_("There is no participant %(code)s."), params={"code": code}))
                elif code in seen:
                    message = _("%(person)s is named twice; one person has one role in a session.")
                    self.add_error(name, ValidationError(message, params={"person": str(known[code])}))
                else:
                    self._people.append((known[code], kind))
                seen.add(code)
        if len(self.cleaned_data.get("moderator", [])) > 1:
            self.add_error("moderator", _("A session has one moderator."))
        return cleaned

    def clean_pinned_start(self) -> datetime | None:
        """Read the local time in the edition's zone."""
        start: datetime | None = self.cleaned_data["pinned_start"]
        return start and _in_zone(start, self.edition)

    def people(self) -> list[tuple[Participant, str]]:
        """Return participants and their roles, in order."""
        return self._people

    def _save_m2m(self) -> None:
        raise NotImplementedError("Sessions are saved by actions.save_session.")


class MoveForm(forms.Form):
    """Where a session shall lie."""

    starts_at = forms.DateTimeField(label=_("New start"), widget=_local_input())
    room = forms.ModelChoiceField(label=_("New room"), queryset=Room.objects.none(), to_field_name="code")

    def __init__(self, data: Any = None, *, edition: Edition, place: Placement | None) -> None:
        initial = {"starts_at": _typed(place.starts_at, edition), "room": place.room} if place else {}
        super().__init__(data, initial=initial)
        self.edition = edition
        _choose_among(self.fields["room"], edition.rooms.all())

    def clean_starts_at(self) -> datetime:
        """Read the local time in the edition's zone; it must lie in the edition."""
        typed: datetime = self.cleaned_data["starts_at"]
        start = local_moment(timezone.make_naive(typed).isoformat(), self.edition.zone)
        if start is None:
            raise ValidationError(_("There is no such time on that day in the edition's time zone."))
        if not self.edition.start_date <= start.date() <= self.edition.end_date:
            raise ValidationError(_("This is not a day of the edition."))
        return start

    def target(self) -> dict[str, Any]:
        """Return start and room as the action takes them."""
        return {"starts_at": self.cleaned_data["starts_at"], "room": self.cleaned_data["room"]}


def _choose_among(field: forms.Field, rows: QuerySet[Any], label: Callable[[Any], str] | None = None) -> None:
    """Offer the rows of this edition in a choice, labelled by ``label`` or by themselves."""
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
    if label is not None:
        field.label_from_instance = label  # type: ignore[assignment, method-assign]


def _in_zone(moment: datetime, edition: Edition) -> datetime:
    """Return the clock time that was typed, in the edition's zone (Django has read it in the site's zone)."""
    naive = timezone.make_naive(moment) if timezone.is_aware(moment) else moment
    return naive.replace(tzinfo=edition.zone)


def _typed(moment: datetime, edition: Edition) -> datetime:
    """Return the clock time to show in an input, naive so that Django leaves it alone."""
    return moment.astimezone(edition.zone).replace(tzinfo=None)


def _initial(session: Session) -> dict[str, Any]:
    if session.pk is None:
        return {}
    roles = list(session.roles.select_related("participant"))
    people = {name: ", ".join(r.participant.code for r in roles if r.kind == kind) for name, kind in PEOPLE}
    return {**people, "pinned_start": session.pinned_start and _typed(session.pinned_start, session.edition)}


def _in_language(text: Any, language: str) -> str:
    data = getattr(text, "data", text)
    return str(data.get(language, "") if isinstance(data, dict) else data or "")
