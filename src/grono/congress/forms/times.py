"""Forms for times, which people type as they are on the clocks of the congress."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from grono.congress.actions.slots import Frame, automatic_name
from grono.congress.choices import SlotKind
from grono.congress.forms.texts import SITE_LANGUAGES, Text, TextsForm
from grono.congress.models import Edition, Slot
from grono.congress.stretches import (
    BadStretch,
    NoSuchTime,
    Stretch,
    minute_of,
    moment,
    read_stretches,
    without_breaks,
)

LOCAL = "%Y-%m-%dT%H:%M"


def _no_such_time() -> str:
    return _now("There is no such time on this day: the clocks are put forward.")


class ClockField(forms.TimeField):
    """A time of the day, to the minute."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class MomentField(forms.Field):
    """A day and time as the clocks of ``zone`` show it, read and shown as an aware moment."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
    zone = ZoneInfo("UTC")

    def prepare_value(self, value: Any) -> Any:
        """Show a moment in the zone."""
        return value.astimezone(self.zone).strftime(LOCAL) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        """Read what was typed. Raises ``ValidationError`` for a time that the day does not have."""
        if value in self.empty_values:
            return None
        try:
            typed = datetime.strptime(str(value)[:16], LOCAL)  # noqa: DTZ007 - the zone is given below
            return moment(typed.date(), minute_of(typed.time()), self.zone)
        except NoSuchTime:
            raise forms.ValidationError(_no_such_time()) from None
        except ValueError:
            raise forms.ValidationError(_now("Write day and time, for example 2027-05-19 09:00.")) from None


def days_of(edition: Edition) -> Iterator[date]:
    """Yield the days of an edition."""
    for number in range((edition.end_date - edition.start_date).days + 1):
        yield edition.start_date + timedelta(days=number)


def _day_choices(edition: Edition) -> list[tuple[str, str]]:
    return [(day.isoformat(), formats.date_format(day, "l, j E")) for day in days_of(edition)]


class SlotForm(TextsForm):
    """One block of the programme or one meeting slot."""

    day = forms.ChoiceField(label=_("Day"))
    start = ClockField(label=_("From"))
    end = ClockField(label=_("To"))
    round_code = forms.ChoiceField(label=_("Meeting round"))

    texts: tuple[Text, ...] = (
        Text("name", _("Name"), longest=120, help=_("Without a name it is called by its day and time.")),
    )

    class Meta:
        model = Slot
        fields: list[str] = []

    field_order = ("round_code", "day", "start", "end", "name_pl", "name_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slot: Slot = self.instance
        self.fields["day"].choices = _day_choices(slot.edition)  # type: ignore[attr-defined]
        self._offer_rounds(slot)
        if slot.pk:
            start, end = (at.astimezone(slot.edition.zone) for at in (slot.starts_at, slot.ends_at))
            self.initial.update(day=start.date().isoformat(), start=start.time(), end=end.time())
            if slot.name == automatic_name(slot):
                self.initial.update({f"name_{code}": "" for code in SITE_LANGUAGES})

    def _offer_rounds(self, slot: Slot) -> None:
        if slot.kind == SlotKind.PROGRAMME:
            del self.fields["round_code"]
            return
        for code in SITE_LANGUAGES:
            del self.fields[f"name_{code}"]
        self.texts = ()
        rounds = slot.edition.slots.filter(kind=SlotKind.MEETING).order_by("starts_at")
        names = {row.round_code: str(row.name) or row.round_code for row in rounds}
        self.fields["round_code"].choices = list(names.items())  # type: ignore[attr-defined]
        self.initial.setdefault("round_code", slot.round_code)

    def clean(self) -> dict[str, Any] | None:
        """Turn day and clock times into moments of the edition's zone."""
        cleaned = super().clean()
        values, slot = self.cleaned_data, self.instance
        if {"day", "start", "end"} <= values.keys():
            day, zone = date.fromisoformat(values["day"]), slot.edition.zone
            for field, attribute in (("start", "starts_at"), ("end", "ends_at")):
                try:
                    setattr(slot, attribute, moment(day, minute_of(values[field]), zone))
                except NoSuchTime:
                    self.add_error(field, _no_such_time())
        if "round_code" in values:
            slot.round_code = values["round_code"]
        return cleaned

    def _post_clean(self) -> None:
        """The action checks the slot as a whole, with its neighbours."""


class FrameForm(forms.Form):
    """Blocks of the programme, made for several days at once."""

    kind = SlotKind.PROGRAMME
    days = forms.MultipleChoiceField(label=_("Days"), widget=forms.CheckboxSelectMultiple)
    start = ClockField(label=_("From"))
    end = ClockField(label=_("To"))
    breaks = forms.CharField(
        label=_("Breaks"),
        required=False,
        max_length=200,
        help_text=_("From – to, separated by commas: 10:30–11:00, 12:30–13:30. Sessions lie between them."),
    )
    replace = forms.BooleanField(
        label=_("Remove what is there on these days first"),
        required=False,
        help_text=_("What sessions or meetings already use is never removed."),
    )

    def __init__(self, data: Any = None, *, edition: Edition, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choices = _day_choices(edition)
        self.fields["days"].choices = choices  # type: ignore[attr-defined]
        usual = {"days": [day for day, _name in choices], "start": "09:00", "end": "17:00"}
        self.initial = {**usual, "breaks": "10:30–11:00, 12:30–13:30, 15:00–15:30", **self.initial}

    def clean_breaks(self) -> list[Stretch]:
        """Return the breaks in order."""
        try:
            return read_stretches(self.cleaned_data["breaks"])
        except BadStretch as fault:
            text = _now("“%(text)s” is no break; write for example 10:30–11:00.") % {"text": fault.text}
            raise forms.ValidationError(text) from None

    def clean(self) -> dict[str, Any] | None:
        """Refuse a day that ends before it begins."""
        cleaned = super().clean()
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and end and start >= end:
            self.add_error("end", _now("The end lies before the start."))
        return cleaned

    def frame(self) -> Frame:
        """Return what the generator is asked for."""
        data = self.cleaned_data
        whole = Stretch(minute_of(data["start"]), minute_of(data["end"]))
        return Frame(
            kind=self.kind,
            days=[date.fromisoformat(day) for day in data["days"]],
            stretches=without_breaks(whole, data["breaks"]),
            name={code: data[f"name_{code}"] for code in SITE_LANGUAGES if data.get(f"name_{code}")},
            minutes=data.get("minutes", 0),
            gap=data.get("gap") or 0,
        )


class RoundForm(FrameForm):
    """Meeting slots of one round, made for several days at once."""

    kind = SlotKind.MEETING
    name_pl = forms.CharField(label=_("Name of the round, in Polish"), max_length=120)
    name_en = forms.CharField(label=_("Name of the round, in English"), max_length=120, required=False)
    minutes = forms.IntegerField(label=_("Length of a meeting in minutes"), min_value=5, max_value=240, initial=25)
    gap = forms.IntegerField(label=_("Minutes between meetings"), min_value=0, max_value=120, required=False, initial=5)

    field_order = ("name_pl", "name_en", "days", "start", "end", "minutes", "gap", "breaks", "replace")


class ClosureForm(forms.Form):
    """When a room is closed, and why."""

    starts_at = MomentField(label=_("From"))
    ends_at = MomentField(label=_("To"))
    reason_pl = forms.CharField(label=_("Reason, in Polish"), max_length=200, required=False)
    reason_en = forms.CharField(label=_("Reason, in English"), max_length=200, required=False)

    def __init__(self, data: Any = None, *, edition: Edition, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name in ("starts_at", "ends_at"):
            self.fields[name].zone = edition.zone  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        """Refuse a stretch that ends before it begins."""
        cleaned = super().clean()
        start, end = self.cleaned_data.get("starts_at"), self.cleaned_data.get("ends_at")
        if start and end and start >= end:
            self.add_error("ends_at", _now("The end lies before the start."))
        return cleaned
