"""Clusters, their members, working groups and fees, and who runs them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from grono.directory.choices import FeePeriod
from grono.directory.models.organisations import Organisation
from grono.directory.models.places import Placed, within_the_globe
from grono.directory.models.regions import Region
from grono.directory.nuts import country_of
from grono.kit.sorting import sort_key


class Cluster(Placed):
    """A network of organisations around a goal, run by its cluster organisation."""

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    name = I18nCharField(_("name"), max_length=300)
    name_sort = models.BinaryField(editable=False, default=b"")
    cluster_organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("cluster organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="coordinated_clusters",
    )
    coordinator_name = models.CharField(_("coordinator as named by the source"), max_length=300, blank=True)
    goal = I18nTextField(_("goal"), blank=True)
    services = I18nTextField(_("services"), blank=True)
    branch = models.CharField(_("branch as named by the source"), max_length=200, blank=True)
    town = models.CharField(_("seat"), max_length=120, blank=True)
    region = models.ForeignKey(
        Region, verbose_name=_("region"), on_delete=models.PROTECT, null=True, blank=True, related_name="clusters"
    )
    founded_date = models.DateField(_("founded"), null=True, blank=True)
    label_round = models.CharField(_("round of the key-cluster label"), max_length=80, blank=True)
    source_url = models.URLField(_("source"), max_length=400, blank=True)
    website = models.URLField(_("web site"), blank=True)
    contact_email = models.EmailField(_("public e-mail address"), blank=True)
    contact_phone = models.CharField(_("public telephone number"), max_length=40, blank=True)
    declaration = I18nTextField(_("membership declaration"), blank=True)
    declaration_url = models.URLField(_("address of the declaration to sign"), max_length=400, blank=True)
    is_demonstration = models.BooleanField(_("invented for the demonstration"), default=False)
    members = models.ManyToManyField(Organisation, through="Membership", related_name="clusters")
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        ordering = ["name_sort", "pk"]
        constraints = [within_the_globe("cluster_on_the_globe")]

    def __str__(self) -> str:
        return str(self.name)

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the sort key in step with the name."""
        self.set_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def country(self) -> str:
        """Return the country of the region, else that of the cluster organisation, else an empty text."""
        if self.region_id:
            return country_of(self.region_id)
        return self.cluster_organisation.country if self.cluster_organisation else ""

    @property
    def website_name(self) -> str:
        """Return the web address as people say it."""
        return self.website.split("://")[-1].removeprefix("www.").rstrip("/")

    def set_keys(self) -> None:
        """Sort by the Polish name, which every cluster here has."""
        self.name_sort = sort_key(self.name.localize("pl") if hasattr(self.name, "localize") else str(self.name))


class Membership(models.Model):
    """An organisation belongs to a cluster, from one date to another."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    joined_date = models.DateField(_("joined"), null=True, blank=True)
    left_date = models.DateField(_("left"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "organisation"],
                condition=models.Q(left_date=None),
                name="membership_one_current",
                violation_error_message=_("This organisation is already a member of the cluster."),
            ),
            models.CheckConstraint(
                condition=models.Q(left_date=None)
                | models.Q(joined_date=None)
                | models.Q(left_date__gte=models.F("joined_date")),
                name="membership_dates_in_order",
                violation_error_message=_("An organisation cannot leave before it joined."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.cluster}"


class ClusterManager(models.Model):
    """A person who runs a cluster's affairs in Grono."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="managers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="managed_clusters")

    class Meta:
        verbose_name = _("cluster manager")
        verbose_name_plural = _("cluster managers")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["cluster", "person"], name="cluster_manager_once")]

    def __str__(self) -> str:
        return f"{self.person} – {self.cluster}"


class WorkingGroup(models.Model):
    """Members of a cluster who work on one subject together."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="working_groups")
    name = I18nCharField(_("name"), max_length=200)
    purpose = I18nTextField(_("purpose"), blank=True)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("chair"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="chaired_groups",
    )
    members = models.ManyToManyField(Organisation, verbose_name=_("members"), blank=True, related_name="working_groups")

    class Meta:
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.name)


class ClusterFee(models.Model):
    """What membership costs a kind of member, as the cluster or a public source says it."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="fees")
    payer = I18nCharField(_("who pays"), max_length=200)
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, default="PLN", help_text=_("Three letters, ISO 4217."))
    period = models.CharField(_("period"), max_length=10, choices=FeePeriod, default=FeePeriod.YEAR)
    source_url = models.URLField(_("source"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("membership fee")
        verbose_name_plural = _("membership fees")
        ordering = ["amount", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gte=0),
                name="cluster_fee_not_negative",
                violation_error_message=_("A fee is zero or more."),
            ),
            models.CheckConstraint(
                condition=models.Q(currency__regex=r"^[A-Z]{3}$"),
                name="cluster_fee_currency_iso",
                violation_error_message=_("The currency is three capital letters, for example PLN."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payer}: {self.amount} {self.currency}"
