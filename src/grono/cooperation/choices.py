"""States and types of cooperation."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProfileType(models.TextChoices):
    """The five kinds of partnering profile of the Enterprise Europe Network."""

    BUSINESS_OFFER = "BO", _("business offer")
    BUSINESS_REQUEST = "BR", _("business request")
    TECHNOLOGY_OFFER = "TO", _("technology offer")
    TECHNOLOGY_REQUEST = "TR", _("technology request")
    RESEARCH_REQUEST = "RDR", _("research and development request")


#: Types that say what somebody has; the others say what somebody looks for.
OFFERS = frozenset({ProfileType.BUSINESS_OFFER, ProfileType.TECHNOLOGY_OFFER})


class ProfileState(models.TextChoices):
    """Where a profile stands on its way to the public and back."""

    DRAFT = "draft", pgettext_lazy("profile", "draft")
    REVIEW = "review", pgettext_lazy("profile", "in review")
    PUBLISHED = "published", pgettext_lazy("profile", "published")
    EXPIRED = "expired", pgettext_lazy("profile", "expired")
    WITHDRAWN = "withdrawn", pgettext_lazy("profile", "withdrawn")


class DevelopmentStage(models.TextChoices):
    """How far the product or the technology is."""

    CONCEPT = "concept", _("concept stage")
    DEVELOPMENT = "development", _("under development")
    LAB_TESTED = "lab_tested", _("under development, tested in the laboratory")
    PROTOTYPE = "prototype", _("prototype ready for demonstration")
    FIELD_TESTED = "field_tested", _("tested in the field")
    AVAILABLE = "available", _("available for demonstration")
    ON_MARKET = "on_market", _("already on the market")


class IprStatus(models.TextChoices):
    """What protects the knowledge behind a profile."""

    NONE = "none", _("no protection")
    SECRET = "secret", _("secret know-how")
    APPLIED = "applied", _("patent applied for, not granted yet")
    GRANTED = "granted", _("patent granted")
    DESIGN = "design", _("registered design")
    TRADEMARK = "trademark", _("trade mark")
    COPYRIGHT = "copyright", _("copyright")
    EXCLUSIVE = "exclusive", _("exclusive rights")
    OTHER = "other", _("other protection")


class PartnerSize(models.TextChoices):
    """What kind and size of partner is sought; sizes by the Commission's Recommendation 2003/361/EC."""

    MICRO = "micro", _("micro-enterprise (under 10 people)")
    SMALL = "small", _("small enterprise (10–49)")
    MEDIUM = "medium", _("medium-sized enterprise (50–249)")
    LARGE = "large", _("large enterprise (250 and more)")
    UNIVERSITY = "university", _("university")
    RESEARCH_UNIT = "research_unit", _("research and development institution")
    AUTHORITY = "authority", _("public authority")
    OTHER = "other", _("other")


class AgreementKind(models.TextChoices):
    """In what legal or practical form two or more partners work together."""

    LICENCE = "licence", _("licence agreement")
    DISTRIBUTION = "distribution", _("distribution agreement")
    COMMERCIAL_AGENCY = "commercial_agency", _("commercial agency")
    JOINT_VENTURE = "joint_venture", _("joint venture")
    MANUFACTURING = "manufacturing", _("manufacturing agreement")
    OUTSOURCING = "outsourcing", _("outsourcing agreement")
    RESEARCH = "research", _("research cooperation agreement")
    TECHNICAL = "technical", _("technical cooperation agreement")
    SERVICES = "services", _("services agreement")
    INVESTMENT = "investment", _("investment agreement")
    CONSORTIUM = "consortium", _("project consortium")


class ProfileLanguage(models.TextChoices):
    """Languages in which a profile may be written."""

    POLISH = "pl", _("Polish")
    ENGLISH = "en", _("English")
    GERMAN = "de", _("German")
    CZECH = "cs", _("Czech")
    SLOVAK = "sk", _("Slovak")
    UKRAINIAN = "uk", _("Ukrainian")
    LITHUANIAN = "lt", _("Lithuanian")
    LATVIAN = "lv", _("Latvian")
    ESTONIAN = "et", _("Estonian")
    FINNISH = "fi", _("Finnish")
    SWEDISH = "sv", _("Swedish")
    DANISH = "da", _("Danish")
    DUTCH = "nl", _("Dutch")
    FRENCH = "fr", _("French")
    SPANISH = "es", _("Spanish")
    PORTUGUESE = "pt", _("Portuguese")
    ITALIAN = "it", _("Italian")
    HUNGARIAN = "hu", _("Hungarian")
    ROMANIAN = "ro", _("Romanian")
    BULGARIAN = "bg", _("Bulgarian")
    GREEK = "el", _("Greek")
    CROATIAN = "hr", _("Croatian")
    SLOVENE = "sl", _("Slovene")


class InterestState(models.TextChoices):
    """What became of an expression of interest."""

    SENT = "sent", _("not opened yet")
    SEEN = "seen", _("opened, not answered")
    ACCEPTED = "accepted", pgettext_lazy("interest", "accepted")
    DECLINED = "declined", pgettext_lazy("interest", "declined")
    EXPIRED = "expired", _("expired without an answer")
    WITHDRAWN = "withdrawn", pgettext_lazy("interest", "withdrawn")


#: States in which an expression of interest waits for its answer.
OPEN_INTEREST = (InterestState.SENT, InterestState.SEEN)


class AgreementState(models.TextChoices):
    """Where an agreement stands."""

    PROPOSED = "proposed", _("waits for confirmation")
    IN_FORCE = "in_force", _("in force")
    ENDED = "ended", _("ended")
    WITHDRAWN = "withdrawn", _("withdrawn before it came into force")


#: States of an agreement that all parties have confirmed; only these are shown to others.
CONFIRMED_AGREEMENT = (AgreementState.IN_FORCE, AgreementState.ENDED)


class AgreementVisibility(models.TextChoices):
    """Who may see a confirmed agreement besides its parties."""

    PUBLIC = "public", _("everyone")
    CLUSTERS = "clusters", _("the clusters of the parties")
    PARTIES = "parties", _("the parties only")


class AgreementOutcome(models.TextChoices):
    """What came of an agreement."""

    ONGOING = "ongoing", _("cooperation goes on")
    RESULT = "result", _("completed with a result")
    NO_RESULT = "no_result", _("ended without a result")


#: Outcomes that end an agreement.
FINAL_OUTCOME = (AgreementOutcome.RESULT, AgreementOutcome.NO_RESULT)
