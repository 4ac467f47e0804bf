"""What can be found: records, their texts in each language, the meaning of their passages, and the words that occur."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _
from pgvector.django import HalfVectorField, HnswIndex

DIMENSIONS = 512


class Tag(models.Model):
    """What results can be narrowed down to, such as ``country=PL``. Its number never stands for anything else."""

    name = models.CharField(_("name"), max_length=200, unique=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return self.name


class Record(models.Model):
    """A record that can be found, by the words of all its languages and by its tags.

    ``tags`` are the numbers of its tags, four bytes each (see ``tags.packed``): results are counted by joining them,
    which takes a fifth of the time that arrays of words take. ``lemmas`` holds the forms of the words,
    those of the title once more behind ``t/``, and the tags, so that one index answers words and filters together.
    """

    kind = models.CharField(_("kind"), max_length=30)
    object_id = models.BigIntegerField()
    tags = models.BinaryField(default=b"")
    title_words = models.PositiveSmallIntegerField(default=0)
    lemmas = SearchVectorField()

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_record_once")]
        indexes = [GinIndex(fields=["lemmas"], name="record_lemmas", gin_pending_list_limit=256)]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class Document(models.Model):
    """A record's text in one language: what a result line shows, and what its vectors are made of.

    ``meaning`` and ``digest`` are empty when the record has no vectors in this language.
    """

    kind = models.CharField(_("kind"), max_length=30)
    object_id = models.BigIntegerField()
    language = models.CharField(_("language"), max_length=5)
    title = models.CharField(_("title"), max_length=500)
    excerpt = models.TextField(_("excerpt"), blank=True)
    body = models.TextField(_("text"), blank=True)
    path = models.CharField(_("address without language"), max_length=300)
    country = models.CharField(_("country"), max_length=2, blank=True)
    helix_sector = models.CharField(_("helix sector"), max_length=20, blank=True)
    type = models.CharField(_("type"), max_length=30, blank=True)
    is_demonstration = models.BooleanField(_("invented for the demonstration"), default=False)
    meaning = models.TextField(_("text of the vectors"), blank=True)
    digest = models.CharField(_("digest of that text"), max_length=32, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "language"], name="document_once_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} ({self.language})"


class Passage(models.Model):
    """The meaning of a stretch of a document. It outlives the document's being written anew if the text stays the same.

    ``version`` names the encoder: vectors of different versions are never compared. ``digest`` is that of the whole
    document from which the passage was cut.
    """

    kind = models.CharField(_("kind"), max_length=30)
    object_id = models.BigIntegerField()
    language = models.CharField(_("language"), max_length=5)
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.TextField(_("text"))
    version = models.CharField(_("version of the encoder"), max_length=60)
    digest = models.CharField(_("digest of the document"), max_length=32)
    vector = HalfVectorField(dimensions=DIMENSIONS)

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "language", "position"], name="passage_once")
        ]
        indexes = [
            HnswIndex(
                fields=["vector"], name="passage_hnsw", m=24, ef_construction=200, opclasses=["halfvec_cosine_ops"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} ({self.language}) {self.position}"


class InflectedForm(models.Model):
    """An inflected form of a lemma that occurs in a document, both folded: how a query finds its lemma."""

    form = models.CharField(_("form"), max_length=60)
    lemma = models.CharField(_("lemma"), max_length=60)

    class Meta:
        verbose_name = _("inflected form")
        verbose_name_plural = _("inflected forms")
        constraints = [models.UniqueConstraint(fields=["form", "lemma"], name="inflected_form_once")]
        indexes = [models.Index(fields=["lemma"], name="inflected_form_lemma")]

    def __str__(self) -> str:
        return f"{self.form} → {self.lemma}"


class Word(models.Model):
    """A folded word, lemma or stem that occurs, in how many records, and the letter groups that find it misspelt.

    ``shown`` is the commonest way of writing it. A stem has no letter groups, for nobody types it.
    """

    word = models.CharField(_("word"), max_length=70, primary_key=True)
    shown = models.CharField(_("as written"), max_length=70)
    documents = models.PositiveIntegerField(_("records with it"), default=1)
    grams = ArrayField(models.CharField(max_length=3), default=list)

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        indexes = [GinIndex(fields=["grams"], name="word_grams", gin_pending_list_limit=256)]

    def __str__(self) -> str:
        return self.shown
