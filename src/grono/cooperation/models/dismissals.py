"""What a person does not want to be proposed again."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Dismissal(models.Model):
    """“Not for me”: one record of one kind that is not to be recommended to one person any more.

    Kinds are those of the search (organisation, profile, session, …) and ``participant``; the record itself may vanish
    meanwhile, so there is no key to it.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="dismissals")
    kind = models.CharField(_("kind"), max_length=30)
    object_id = models.BigIntegerField()
    name = models.CharField(_("name at the time"), max_length=300)
    dismissed_at = models.DateTimeField(_("dismissed"))

    class Meta:
        verbose_name = _("dismissed recommendation")
        verbose_name_plural = _("dismissed recommendations")
        ordering = ["-dismissed_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["person", "kind", "object_id"], name="dismissal_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.name}"
