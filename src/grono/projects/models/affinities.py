"""With whom an organisation is likely to work next, as far as past projects tell."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from grono.directory.models import Organisation


class PartnerAffinity(models.Model):
    """An organisation and one of those that suit it best; written anew by a job, never by hand.

    ``score`` says how likely the partner is, compared with the likeliest one of the organisation, which has 1.
    ``has_met`` tells whether the two were in a project together.
    """

    #: Computed from other rows: a merge of organisations drops these instead of moving them.
    is_derived = True

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, db_index=False, editable=False, related_name="affinities"
    )
    partner = models.ForeignKey(Organisation, on_delete=models.CASCADE, editable=False, related_name="+")
    score = models.FloatField(_("score"))
    has_met = models.BooleanField(_("worked together"))

    class Meta:
        verbose_name = _("likely partner")
        verbose_name_plural = _("likely partners")
        ordering = ["organisation", "-score", "pk"]
        constraints = [
            # Its index finds the rows of an organisation too; there are so few of each that none is sorted by score.
            models.UniqueConstraint(fields=["organisation", "partner"], name="affinity_once"),
            models.CheckConstraint(condition=~models.Q(organisation=models.F("partner")), name="affinity_of_two"),
            models.CheckConstraint(condition=models.Q(score__range=(0.0, 1.0)), name="affinity_score_is_share"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.partner}"


class AffinityRefresh(models.Model):
    """The last time the affinities were computed: one row. ``digest`` is that of the joint work they rest on."""

    digest = models.CharField(_("digest"), max_length=64)
    pair_count = models.PositiveBigIntegerField(_("number of pairs"))
    made_at = models.DateTimeField(_("made"), auto_now=True)

    class Meta:
        verbose_name = _("computation of likely partners")
        verbose_name_plural = _("computations of likely partners")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="affinity_refresh_one_row")]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}: {self.pair_count}"
