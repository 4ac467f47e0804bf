"""One row for each record that can be found, in each language in which it has text."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Document(models.Model):
    """A searchable text: lemmas in a ``simple`` vector, and what a result line shows."""

    kind = models.CharField(_("kind"), max_length=30)
    object_id = models.BigIntegerField()
    language = models.CharField(_("language"), max_length=5)
    title = models.CharField(_("title"), max_length=500)
    excerpt = models.TextField(_("excerpt"), blank=True)
    path = models.CharField(_("address without language"), max_length=300)
    country = models.CharField(_("country"), max_length=2, blank=True)
    helix_sector = models.CharField(_("helix sector"), max_length=20, blank=True)
    lemmas = SearchVectorField()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "language"], name="document_once_per_language")
        ]
        indexes = [GinIndex(fields=["lemmas"], name="document_lemmas")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} ({self.language})"


class InflectedForm(models.Model):
    """An inflected form of a lemma that occurs in a document, both folded: how a query finds its lemma."""

    form = models.CharField(_("form"), max_length=60)
    lemma = models.CharField(_("lemma"), max_length=60)

    class Meta:
        verbose_name = _("inflected form")
        verbose_name_plural = _("inflected forms")
        constraints = [models.UniqueConstraint(fields=["form", "lemma"], name="inflected_form_once")]

    def __str__(self) -> str:
        return f"{self.form} → {self.lemma}"
