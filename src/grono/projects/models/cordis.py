"""Imports of CORDIS files: how far they have come, what they refused, and what they wrote about organisations."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grono.directory.models import Organisation
from grono.projects.choices import MENDING, CordisRule, CordisState


class CordisImport(models.Model):
    """One pass over a set of CORDIS files; an interrupted one goes on where it stopped.

    ``entry`` and ``row`` say where: so many files are done, and so many rows of the next one. They are written in the
    transaction that writes the rows. ``counts`` holds numbers of rows by kind and outcome, for example
    ``{"projects created": 12}``.
    """

    digest = models.CharField(_("digest"), max_length=64)
    files = models.JSONField(_("files"), default=list)
    keeps_persons = models.BooleanField(_("takes natural persons too"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=CordisState, default=CordisState.UNFINISHED)
    entry = models.PositiveIntegerField(_("files done"), default=0)
    row = models.PositiveBigIntegerField(_("rows done in the next file"), default=0)
    bytes_done = models.PositiveBigIntegerField(_("bytes read"), default=0)
    bytes_total = models.PositiveBigIntegerField(_("bytes in all"), default=0)
    counts = models.JSONField(_("numbers"), default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="cordis_imports",
    )
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("CORDIS import")
        verbose_name_plural = _("CORDIS imports")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["digest"], condition=models.Q(state=CordisState.UNFINISHED), name="cordis_import_one_unfinished"
            ),
            models.CheckConstraint(condition=models.Q(state__in=CordisState.values), name="cordis_import_state_known"),
        ]

    def __str__(self) -> str:
        return ", ".join(file["name"] for file in self.files[:2])

    @property
    def percent(self) -> int:
        """Return how much has been read."""
        return 100 if self.state == CordisState.FINISHED else 100 * self.bytes_done // max(self.bytes_total, 1)

    @property
    def rows(self) -> int:
        """Return how many rows have been gone through, refused ones included."""
        return sum(number for name, number in self.counts.items() if name.partition(" ")[0] in ROWS)

    def add(self, name: str, number: int = 1) -> None:
        """Add to one of the counts."""
        if number:
            self.counts[name] = self.counts.get(name, 0) + number


#: First words of the counts that count rows; organisations come on top.
ROWS = ("projects", "participations", "rows")


class CordisNote(models.Model):
    """A row that was refused, or a cell that was mended or left out; kept as a rule and a value, in no language."""

    cordis_import = models.ForeignKey(CordisImport, on_delete=models.CASCADE, related_name="notes")
    file = models.CharField(_("file"), max_length=200)
    row = models.PositiveBigIntegerField(_("row"))
    record = models.CharField(_("number of the record"), max_length=60, blank=True)
    column = models.CharField(_("column"), max_length=40, blank=True)
    rule = models.CharField(_("rule"), max_length=20, choices=CordisRule)
    value = models.CharField(_("value"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("note on a CORDIS row")
        verbose_name_plural = _("notes on CORDIS rows")
        ordering = ["pk"]

    def __str__(self) -> str:
        place = f"{self.file}, row {self.row}"
        return f"{place}, column {self.column}: {self.sentence}" if self.column else f"{place}: {self.sentence}"

    @property
    def is_refusal(self) -> bool:
        """Tell whether the whole row was left out."""
        return self.rule not in MENDING

    @property
    def sentence(self) -> str:
        """Return the rule with the value in it, in the language of the reader."""
        return str(CordisRule(self.rule).label) % {"value": self.value}


class CordisOrganisation(models.Model):
    """What CORDIS last said about an organisation under one PIC.

    An update changes a field of the organisation only while it still holds the value kept here: whatever somebody has
    written in its place stays. Two PICs may lead to one organisation, when duplicates were merged.
    """

    pic = models.CharField("PIC", max_length=9, primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="cordis_records")
    facts = models.JSONField(_("facts"), default=dict)
    published_at = models.DateTimeField(_("published by CORDIS"), null=True, blank=True)

    class Meta:
        verbose_name = _("organisation in CORDIS")
        verbose_name_plural = _("organisations in CORDIS")
        ordering = ["pic"]

    def __str__(self) -> str:
        return f"{self.pic} – {self.organisation}"
