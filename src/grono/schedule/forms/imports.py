"""Forms for a file of a schedule: the upload, its columns, and how it is to be read."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from grono.kit.tables import Table
from grono.kit.templatetags.grono import language_name
from grono.schedule.actions.arriving import CREATE, SKIP, Examined, Reading
from grono.schedule.formats.tables import LABELS
from grono.schedule.models import ScheduleImport
from grono.schedule.rules.arrivals import Times


class ScheduleUploadForm(forms.Form):
    """A schedule as a file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("frab XML or JSON, CSV or XLSX; at most 20 MB and 20,000 events."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,.json,.csv,.txt,.tsv,.xlsx"}),
    )


class ColumnsForm(forms.Form):
    """Which column of the table is which of ours; one select for each column of the file."""

    def __init__(self, *args: Any, imported: ScheduleImport, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.header: Sequence[str] = imported.header
        self.table = table
        ours_of = {theirs: ours for ours, theirs in (imported.reading.get("mapping") or {}).items()}
        choices = [("", _("– leave out –")), *LABELS.items()]
        for position, theirs in enumerate(self.header):
            self.fields[f"column_{position}"] = forms.ChoiceField(label=theirs, choices=choices, required=False)
            self.initial[f"column_{position}"] = ours_of.get(theirs, "")

    def columns(self) -> Iterator[tuple[Any, list[str]]]:
        """Yield the select of each column with the first values in it."""
        for position in range(len(self.header)):
            values = [cells[position] for _row, cells in self.table.rows[:50] if position < len(cells)]
            yield self[f"column_{position}"], [value for value in dict.fromkeys(values) if value][:3]

    def clean(self) -> dict[str, Any]:
        """Refuse one of our columns that is chosen twice, and a mapping without a title."""
        data = super().clean() or self.cleaned_data
        mapping: dict[str, str] = {}
        for position, theirs in enumerate(self.header):
            if ours := data.get(f"column_{position}"):
                if ours in mapping:
                    message = _now("“%(name)s” is taken by the column %(other)s already.")
                    values = {"name": LABELS[ours], "other": mapping[ours]}
                    self.add_error(f"column_{position}", message % values)
                mapping.setdefault(ours, theirs)
        if not mapping.keys() & {"title", "title_pl", "title_en"}:
            self.add_error(None, _now("Say which column holds the title."))
        data["mapping"] = mapping
        return data


class ReadingForm(forms.Form):
    """What a file leaves open: the language of its texts, its time zone, rooms that the edition does not have."""

    language = forms.ChoiceField(label=_("Language of the texts"))
    times = forms.ChoiceField(
        label=_("Times in another time zone"),
        widget=forms.RadioSelect,
        required=False,
        choices=[
            (Times.MOMENTS.value, _("convert them to the time of the congress")),
            (Times.CLOCK.value, _("keep them as the clock shows them")),
        ],
    )
    zone = forms.CharField(label=_("Time zone of the file"), required=False, max_length=60)
    is_whole = forms.BooleanField(
        label=_("The file is the whole programme"),
        required=False,
        help_text=_(
            "Sessions that it does not name lose their places in the draft. Otherwise they stay where they are."
        ),
    )
    skip_bad = forms.BooleanField(
        label=_("Leave out the events with faults and take the others"),
        required=False,
        help_text=_("Without this nothing is saved as long as any event breaks a rule."),
    )

    def __init__(self, *args: Any, imported: ScheduleImport, examined: Examined, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reading = Reading.of(imported.reading)
        edition = imported.edition
        languages = [(code, language_name(code)) for code in edition.languages or ["pl", "en"]]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]
        self.initial.update({name: getattr(self.reading, name) for name in ("language", "is_whole", "skip_bad")})
        self.initial.update({"times": self.reading.times.value, "zone": self.reading.zone or examined.file_zone})
        if not examined.asks_times:
            del self.fields["times"]
        if not examined.rejected:
            del self.fields["skip_bad"]
        self.rooms = {f"room_{place}": name for place, name in enumerate(examined.unknown_rooms)}
        answers = [
            ("", _("– choose –")),
            (CREATE, _("create this room")),
            (SKIP, _("leave it out: its sessions get no place")),
            *((room.code, str(room.name)) for room in edition.rooms.all()),
        ]
        for field, name in self.rooms.items():
            self.fields[field] = forms.ChoiceField(label=name, choices=answers, required=False)
            self.initial[field] = self.reading.rooms.get(name, "")

    def settings(self) -> list[Any]:
        """Return the fields that concern the file as a whole."""
        return [self[name] for name in self.fields if name not in self.rooms]

    def room_fields(self) -> list[Any]:
        """Return a select for each unknown room."""
        return [self[name] for name in self.rooms]

    def wanted(self) -> Reading:
        """Return the reading that the organiser chose; answers about rooms that are not asked for stay."""
        data = self.cleaned_data
        rooms = {name: data[field] for field, name in self.rooms.items() if data.get(field)}
        return Reading(
            mapping=self.reading.mapping,
            language=data["language"],
            zone=data["zone"].strip(),
            times=Times(data["times"]) if data.get("times") else self.reading.times,
            rooms={**self.reading.rooms, **rooms},
            is_whole=data["is_whole"],
            skip_bad=data.get("skip_bad", self.reading.skip_bad),
        )
