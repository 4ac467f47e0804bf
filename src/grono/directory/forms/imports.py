"""Forms for a file of organisations: the upload and its columns."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from grono.directory.formats.columns import LABELS
from grono.directory.forms.fields import CountryField
from grono.directory.models import DirectoryImport
from grono.kit.tables import ENCODINGS, MOST_BYTES, Table


class UploadForm(forms.Form):
    """A table of organisations."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX, at most 20 MB and 50,000 rows. The first row names the columns."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )

    def clean_file(self) -> Any:
        """Refuse what is larger than a table of the directory can be."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _now("The file is larger than %(size)d MB."), params={"size": MOST_BYTES // 2**20}
            )
        return file


class MappingForm(forms.Form):
    """Which column of the file is which of ours; one select for each column of the file."""

    country = CountryField(
        label=_("Country where the file gives none"),
        required=False,
        max_length=60,
        help_text=_("For example PL or Poland. Leave it empty when every row has its country."),
    )
    encoding = forms.ChoiceField(
        label=_("Encoding of the text"),
        choices=[(name, name) for name in ENCODINGS],
        help_text=_("Guessed. Choose another one if letters look wrong."),
    )
    worksheet = forms.ChoiceField(label=_("Sheet"))

    def __init__(self, *args: Any, imported: DirectoryImport, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.imported = imported
        self.initial.update({name: getattr(imported, name) for name in ("country", "encoding", "worksheet")})
        ours_of = {theirs: ours for ours, theirs in imported.mapping.items()}
        choices = [("", _("– leave out –")), *LABELS.items()]
        for position, theirs in enumerate(imported.header):
            self.fields[f"column_{position}"] = forms.ChoiceField(label=theirs, choices=choices, required=False)
            self.initial[f"column_{position}"] = ours_of.get(theirs, "")
        self.samples = _samples(table, len(imported.header))
        if table.worksheet:
            del self.fields["encoding"]
            self.fields["worksheet"].choices = [(name, name) for name in table.worksheets]  # type: ignore[attr-defined]
        else:
            del self.fields["worksheet"]
            known = [*ENCODINGS, *([table.encoding] if table.encoding not in ENCODINGS else [])]
            self.fields["encoding"].choices = [(name, name) for name in known]  # type: ignore[attr-defined]

    def columns(self) -> Iterator[tuple[Any, list[str]]]:
        """Yield the select of each column with the first values in it."""
        for position, samples in enumerate(self.samples):
            yield self[f"column_{position}"], samples

    def settings(self) -> list[Any]:
        """Return the fields that concern the file as a whole."""
        return [self[name] for name in ("country", "encoding", "worksheet") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """Refuse one of our columns that is chosen twice, and a mapping without name or country."""
        data = super().clean() or self.cleaned_data
        mapping: dict[str, str] = {}
        for position, theirs in enumerate(self.imported.header):
            if ours := data.get(f"column_{position}"):
                if ours in mapping:
                    self.add_error(
                        f"column_{position}",
                        _now("“%(name)s” is taken by the column %(other)s already.")
                        % {"name": LABELS[ours], "other": mapping[ours]},
                    )
                mapping.setdefault(ours, theirs)
        if not self.reads_anew(data):
            if "name" not in mapping:
                self.add_error(None, _now("Say which column holds the name."))
            if "country" not in mapping and not data.get("country") and "country" not in self.errors:
                self.add_error("country", _now("Say which column holds the country, or give the country here."))
        data["mapping"] = mapping
        return data

    def reads_anew(self, data: dict[str, Any]) -> bool:
        """Tell whether another encoding or sheet is wanted, so that the columns may be other ones."""
        wanted = data.get("encoding", self.imported.encoding), data.get("worksheet", self.imported.worksheet)
        return wanted != (self.imported.encoding, self.imported.worksheet)

    @property
    def reading(self) -> dict[str, Any]:
        """Return the arguments for ``map_columns``."""
        data = self.cleaned_data
        return {
            "mapping": data["mapping"],
            "country": data["country"],
            "encoding": data.get("encoding", ""),
            "worksheet": data.get("worksheet", ""),
        }


def _samples(table: Table, columns: int) -> list[list[str]]:
    """Return for each column up to three values of the first rows."""
    first: Sequence[tuple[int, Sequence[str]]] = table.rows[:50]
    found = []
    for position in range(columns):
        values = [cells[position] for _line, cells in first if position < len(cells) and cells[position]]
        found.append(list(dict.fromkeys(values))[:3])
    return found
