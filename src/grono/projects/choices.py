"""Roles of organisations in projects, and the rules of the import."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ParticipationRole(models.TextChoices):
    """Roles as CORDIS names them, the strongest first."""

    COORDINATOR = "coordinator", _("coordinator")
    PARTICIPANT = "participant", _("participant")
    PARTNER = "partner", _("associated partner")
    THIRD_PARTY = "thirdParty", _("third party")


class ProjectState(models.TextChoices):
    """How far a project has come, from idea to completed; any may be dropped on the way."""

    IDEA = "idea", pgettext_lazy("project", "idea")
    FORMING = "forming", _("forming the consortium")
    SUBMITTED = "submitted", pgettext_lazy("project", "submitted")
    FUNDED = "funded", pgettext_lazy("project", "funded")
    RUNNING = "running", pgettext_lazy("project", "running")
    COMPLETED = "completed", pgettext_lazy("project", "completed")
    DROPPED = "dropped", pgettext_lazy("project", "dropped")


class ProjectLevel(models.TextChoices):
    """How far a project reaches."""

    REGIONAL = "regional", pgettext_lazy("project", "regional")
    NATIONAL = "national", pgettext_lazy("project", "national")
    CROSS_BORDER = "cross-border", pgettext_lazy("project", "cross-border")
    EUROPEAN = "european", pgettext_lazy("project", "European")
    INTERNATIONAL = "international", pgettext_lazy("project", "international")


class CostCategory(models.TextChoices):
    """Categories of cost in the budget of a partner."""

    PERSONNEL = "personnel", _("personnel")
    SUBCONTRACTING = "subcontracting", _("subcontracting")
    EQUIPMENT = "equipment", _("equipment")
    TRAVEL = "travel", _("travel")
    OTHER = "other", _("other goods and services")
    INDIRECT = "indirect", _("indirect costs")


class InvitationState(models.TextChoices):
    """What became of an invitation to a consortium."""

    SENT = "sent", pgettext_lazy("invitation", "sent")
    ACCEPTED = "accepted", pgettext_lazy("invitation", "accepted")
    DECLINED = "declined", pgettext_lazy("invitation", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "withdrawn")
    EXPIRED = "expired", pgettext_lazy("invitation", "expired")


class PoolChoice(models.TextChoices):
    """Among whom partners are looked for: organisations known from public sources, those invented for the demo, all."""

    SOURCED = "sourced", _("organisations known from public sources")
    INVENTED = "invented", _("organisations invented for the demonstration")
    ALL = "all", _("all organisations")


class SearchState(models.TextChoices):
    """How far a search for partners has come."""

    WAITING = "waiting", pgettext_lazy("search", "waiting")
    RUNNING = "running", pgettext_lazy("search", "running")
    DONE = "done", pgettext_lazy("search", "done")
    FAILED = "failed", pgettext_lazy("search", "failed")


class Readiness(models.TextChoices):
    """How ready an innovation is, in words; the technology readiness level says it in a number."""

    CONCEPT = "concept", pgettext_lazy("innovation", "concept")
    PROTOTYPE = "prototype", pgettext_lazy("innovation", "prototype")
    PILOT = "pilot", pgettext_lazy("innovation", "tried in a pilot")
    MARKET = "market", pgettext_lazy("innovation", "on the market")


class Sought(models.TextChoices):
    """What the owner of an innovation seeks for it."""

    PILOT = "pilot", _("a place for a pilot")
    INVESTOR = "investor", _("an investor")
    BUYER = "buyer", _("a buyer")
    PARTNER = "partner", _("a partner")


class InnovationState(models.TextChoices):
    """Whether an innovation stands in the catalogue."""

    DRAFT = "draft", pgettext_lazy("innovation", "draft")
    PUBLISHED = "published", pgettext_lazy("innovation", "published")
    WITHDRAWN = "withdrawn", pgettext_lazy("innovation", "withdrawn")


class CordisState(models.TextChoices):
    """Whether an import has reached the end of its files; one that has not goes on when it is started again."""

    UNFINISHED = "unfinished", pgettext_lazy("import", "not finished")
    FINISHED = "finished", pgettext_lazy("import", "finished")


class CordisRule(models.TextChoices):
    """What a row of a CORDIS file may break. The sentences take ``%(value)s``, what stands in the cell."""

    EMPTY = "empty", _("must not be empty")
    BAD_NUMBER = "bad-number", _("“%(value)s” is not a project number")
    BAD_DATE = "bad-date", _("“%(value)s” is not a date")
    DATES_REVERSED = "dates-reversed", _("the project would end before it begins: %(value)s")
    BAD_AMOUNT = "bad-amount", _("“%(value)s” is not an amount of money")
    UNKNOWN_COUNTRY = "unknown-country", _("“%(value)s” is not a country")
    UNKNOWN_ROLE = "unknown-role", _("“%(value)s” is not a role in a project")
    UNKNOWN_PROJECT = "unknown-project", _("there is no project %(value)s")
    NATURAL_PERSON = "natural-person", _("reads as the name of a natural person")
    TOO_LONG = "too-long", _("%(value)s characters are more than the field can hold")
    UNREADABLE = "unreadable", _("is not readable text")
    WRONG_LENGTH = "wrong-length", _("cells and columns: %(value)s")
    NOT_CSV = "not-csv", _("not CSV: %(value)s")
    NOT_XML = "not-xml", _("not XML: %(value)s")
    FORBIDDEN_XML = "forbidden-xml", _("entities and document types are not allowed in XML: %(value)s")
    NOT_A_PROJECT = "not-a-project", _("the XML describes no CORDIS project: %(value)s")
    TOO_BIG = "too-big", _("the file is too big for one project: %(value)s bytes")
    # From here on the row is taken and the cell is mended or left out.
    MENDED = "mended", _("wrongly encoded letters were put right: %(value)s")
    SHORTENED = "shortened", _("shortened, because it is too long: %(value)s")
    BAD_PIC = "bad-pic", _("no PIC of nine digits (“%(value)s”): kept by name, outside the directory")
    BAD_VAT = "bad-vat", _("“%(value)s” is not an EU VAT number and was left out")
    VAT_TAKEN = "vat-taken", _("the VAT number %(value)s belongs to another organisation and was left out")
    BAD_WEBSITE = "bad-website", _("“%(value)s” is not a web address and was left out")
    UNKNOWN_REGION = "unknown-region", _("%(value)s is not a NUTS region and was left out")
    BAD_POINT = "bad-point", _("“%(value)s” is no latitude and longitude and was left out")
    FAR_POINT = "far-point", _("the point %(value)s lies more than 50 km from the town and was left out")
    UNKNOWN_TYPE = "unknown-type", _("“%(value)s” is not an activity type and was left out")


#: Rules after which the row is kept, with the cell mended or left out.
MENDING = frozenset(
    {
        CordisRule.MENDED,
        CordisRule.SHORTENED,
        CordisRule.BAD_PIC,
        CordisRule.BAD_VAT,
        CordisRule.VAT_TAKEN,
        CordisRule.BAD_WEBSITE,
        CordisRule.UNKNOWN_REGION,
        CordisRule.BAD_POINT,
        CordisRule.FAR_POINT,
        CordisRule.UNKNOWN_TYPE,
    }
)
