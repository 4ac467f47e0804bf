"""The words in which organisations are described: economic activities and competences."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField


class Activity(models.Model):
    """An economic activity of NACE Rev. 2."""

    code = models.CharField(_("NACE code"), max_length=7, primary_key=True)
    name = I18nCharField(_("name"), max_length=400)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Competence(models.Model):
    """A word of the shared vocabulary in which organisations say what they offer and seek."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    branch = models.CharField(_("branch"), max_length=60, blank=True)
    name = I18nCharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("competence")
        verbose_name_plural = _("competences")
        ordering = ["code"]

    def __str__(self) -> str:
        return str(self.name)
