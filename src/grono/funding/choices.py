"""States and types of funding."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProgrammeLevel(models.TextChoices):
    """Who stands behind a programme."""

    EUROPEAN = "european", _("European Union")
    CROSS_BORDER = "cross-border", _("territorial cooperation (Interreg)")
    NATIONAL = "national", pgettext_lazy("programme", "national")
    REGIONAL = "regional", pgettext_lazy("programme", "regional")
    OTHER = "other", pgettext_lazy("programme", "other")


class DeadlineModel(models.TextChoices):
    """How applications are handed in."""

    SINGLE_STAGE = "single-stage", _("one stage")
    TWO_STAGE = "two-stage", _("two stages")
    CUT_OFFS = "multiple cut-off", _("several cut-off dates")
    CONTINUOUS = "continuous", _("open all the time")
    UNKNOWN = "", pgettext_lazy("deadline model", "not stated")


class TopicState(models.TextChoices):
    """Whether a topic stands in the list. Whether it takes applications today follows from its dates."""

    DRAFT = "draft", pgettext_lazy("topic", "draft")
    PUBLISHED = "published", pgettext_lazy("topic", "published")
    WITHDRAWN = "withdrawn", pgettext_lazy("topic", "withdrawn")


class Openness(models.TextChoices):
    """Whether a topic takes applications on a given day."""

    OPEN = "open", pgettext_lazy("topic", "open")
    FORTHCOMING = "forthcoming", pgettext_lazy("topic", "forthcoming")
    CLOSED = "closed", pgettext_lazy("topic", "closed")
    UNDATED = "undated", pgettext_lazy("topic", "without a date")


class TopicOrigin(models.TextChoices):
    """Where the facts about a topic come from."""

    PORTAL = "portal", _("EU Funding & Tenders portal")
    HAND = "hand", _("entered by hand")


class LegalStatus(models.TextChoices):
    """What an organisation is by law, as far as funding rules ask."""

    PUBLIC = "public", _("public authority or public body")
    PUBLIC_LAW = "public-law", _("body governed by public law")
    NON_PROFIT = "non-profit", _("private, non-profit")
    FOR_PROFIT = "for-profit", _("private, for profit")


class OwnerKind(models.TextChoices):
    """What kind of owner holds a share, because some do not count in the SME test (Art. 3(2) of 2003/361/EC)."""

    ENTERPRISE = "enterprise", pgettext_lazy("owner", "enterprise")
    PERSON = "person", pgettext_lazy("owner", "natural person")
    PUBLIC = "public", pgettext_lazy("owner", "public body")
    VENTURE_CAPITAL = "venture-capital", _("venture capital or business angel")
    UNIVERSITY = "university", _("university or non-profit research centre")
    INSTITUTIONAL = "institutional", _("institutional investor or regional development fund")
    SMALL_MUNICIPALITY = "small-municipality", _("autonomous local authority (below €10 million and 5,000 inhabitants)")


class AidRegulation(models.TextChoices):
    """Under which regulation small aid was granted."""

    GENERAL = "2023/2831", _("general (Regulation 2023/2831)")
    GENERAL_INTEREST = "2023/2832", _("services of general economic interest (Regulation 2023/2832)")


class VerdictResult(models.TextChoices):
    """What an assessment says, of a rule or of the whole."""

    MET = "met", pgettext_lazy("verdict", "met")
    NOT_MET = "not met", pgettext_lazy("verdict", "not met")
    UNKNOWN = "unknown", pgettext_lazy("verdict", "not known")
