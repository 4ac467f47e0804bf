"""Forms of the organiser: a session, and its move to another place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.forms import I18nFormField, I18nTextarea, I18nTextInput

from grono.congress.choices import SlotKind
from grono.congress.models import Edition, Participant
from grono.schedule.choices import SessionRoleKind
from grono.schedule.models import Placement, Session

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
            "title",
            "abstract",
            "track",
            "language",
            "interpretation",
            "minutes",
            "expected",
            "equipment",
            "pinned_start",
            "pinned_room",
            "allowed_blocks",
            "after",
        ]
        widgets = {
            "pinned_start": _local_input(),
            "allowed_blocks": forms.CheckboxSelectMultiple,
            "after": forms.SelectMultiple(attrs={"size": 5}),
        }
        field_classes = {"title": I18nFormField, "abstract": I18nFormField}

    def __init__(self, data: Any = None, *, instance: Session) -> None:
        self.edition: Edition = instance.edition
        super().__init__(data, instance=instance, initial=_initial(instance))
        for name, widget in (("title", I18nTextInput), ("abstract", I18nTextarea)):
            self.fields[name] = I18nFormField(
                label=self.fields[name].label,
                required=name == "title",
                require_all_fields=False,
                locales=self.edition.languages or ["pl", "en"],
                widget=widget,
            )
        self.fields["track"].queryset = self.edition.tracks.all()
        self.fields["pinned_room"].queryset = self.edition.rooms.all()
        self.fields["allowed_blocks"].queryset = self.edition.slots.filter(kind=SlotKind.PROGRAMME)
        self.fields["after"].queryset = self.edition.sessions.exclude(pk=instance.pk)
        self._people: list[tuple[Participant, str]] = []

    def clean(self) -> Mapping[str, Any] | None:
        """Find the people by their codes, each of them once."""
        cleaned = super().clean()
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
    room = forms.ModelChoiceField(label=_("New room"), queryset=None)

    def __init__(self, data: Any = None, *, edition: Edition, place: Placement | None) -> None:
        initial = {"starts_at": _typed(place.starts_at, edition), "room": place.room} if place else {}
        super().__init__(data, initial=initial)
        self.edition = edition
        self.fields["room"].queryset = edition.rooms.all()  # type: ignore[attr-defined]

    def clean_starts_at(self) -> datetime:
        """Read the local time in the edition's zone; it must lie in the edition."""
        start = _in_zone(self.cleaned_data["starts_at"], self.edition)
        if not self.edition.start_date <= start.date() <= self.edition.end_date:
            raise ValidationError(_("This is not a day of the edition."))
        return start

    def target(self) -> dict[str, Any]:
        """Return start and room as the action takes them."""
        return {"starts_at": self.cleaned_data["starts_at"], "room": self.cleaned_data["room"]}


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
