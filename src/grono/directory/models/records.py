"""How records come into the directory and are put in order: imports, merges, pairs that are no duplicates."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from grono.directory.choices import ImportState
from grono.directory.models.organisations import Organisation


class DirectoryImport(models.Model):
    """A file of organisations on its way into the directory, from the upload to the report.

    ``mapping`` names the column of the file for each of our columns. ``rejected`` lists the rows that were not taken:
    ``{"row": line, "cells": [...], "reasons": [[column, rule], ...]}``. File and rejected rows are deleted after
    ``actions.KEPT_DAYS``; the numbers stay.
    """

    file = models.FileField(_("file"), upload_to="imports/", max_length=200, blank=True)
    name = models.CharField(_("name of the file"), max_length=200)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    worksheet = models.CharField(_("sheet"), max_length=100, blank=True)
    header = models.JSONField(default=list)
    mapping = models.JSONField(_("columns"), default=dict)
    country = models.CharField(_("country where none is given"), max_length=2, blank=True)
    skip_bad = models.BooleanField(_("leave out rows with faults and take the others"), default=True)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    checked = models.PositiveIntegerField(_("rows checked"), default=0)
    created = models.PositiveIntegerField(_("new"), default=0)
    known = models.PositiveIntegerField(_("known already"), default=0)
    skipped = models.PositiveIntegerField(_("rejected"), default=0)
    mended = models.PositiveIntegerField(_("cells mended"), default=0)
    rejected = models.JSONField(default=list)
    message = models.CharField(_("message"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.SET_NULL, null=True, related_name="imports"
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=ImportState.values), name="directory_import_state_known"
            )
        ]

    def __str__(self) -> str:
        return self.name


class MergeRecord(models.Model):
    """Two organisations that were one: everything that the merge moved, dropped and changed, so that it can be undone.

    ``snapshot`` is described in ``grono.directory.merging``.
    """

    survivor = models.ForeignKey(
        Organisation, verbose_name=_("stays"), on_delete=models.CASCADE, related_name="merges", db_index=True
    )
    merged_slug = models.SlugField(_("address that leads on"), max_length=120)
    merged_name = models.CharField(_("merged"), max_length=300)
    snapshot = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    merged_at = models.DateTimeField(_("merged at"), auto_now_add=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("undone by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged_slug"], condition=models.Q(undone_at=None), name="merge_once_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.merged_name} → {self.survivor}"

    @property
    def merged(self) -> dict[str, Any]:
        """Return the row of the merged organisation as it was."""
        row: dict[str, Any] = self.snapshot["merged"]
        return row


class DistinctPair(models.Model):
    """Two organisations that look like one and are not; the list of duplicates passes them over."""

    first = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField(_("noted"), auto_now_add=True)

    class Meta:
        verbose_name = _("pair of different organisations")
        verbose_name_plural = _("pairs of different organisations")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="distinct_pair_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="distinct_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"
