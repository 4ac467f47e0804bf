"""Regions of the NUTS classification."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from grono.directory.nuts import country_of


class Region(models.Model):
    """A NUTS region; the code's length gives its level (2 letters: country, level 0)."""

    code = models.CharField(_("NUTS code"), max_length=5, primary_key=True)
    level = models.PositiveSmallIntegerField(_("level"))
    name = I18nCharField(_("name"), max_length=200)
    promotion = I18nTextField(_("what the region says about itself"), blank=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def country(self) -> str:
        """Return the country's code of ISO 3166."""
        return country_of(self.code)
