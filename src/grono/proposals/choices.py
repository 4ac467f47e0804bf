"""States and types of calls for presentations, proposals and reviews."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CallState(models.TextChoices):
    """The life of a call; whether it takes proposals just now is told by its dates too."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    CLOSED = "closed", _("closed")


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    LINE = "line", _("one line")
    TEXT = "text", _("longer text")
    NUMBER = "number", _("number")
    YES_NO = "yes_no", _("yes or no")
    ONE = "one", _("one of several")
    SEVERAL = "several", _("any of several")
    DATE = "date", _("date")
    LINK = "link", _("web address")
    FILE = "file", _("file")


class ProposalState(models.TextChoices):
    """The life of a proposal."""

    DRAFT = "draft", pgettext_lazy("presentations", "draft")
    SUBMITTED = "submitted", pgettext_lazy("presentations", "submitted")
    ACCEPTED = "accepted", pgettext_lazy("presentations", "accepted")
    CONFIRMED = "confirmed", pgettext_lazy("presentations", "accepted and confirmed")
    WAITING = "waiting", pgettext_lazy("presentations", "on the waiting list")
    REJECTED = "rejected", pgettext_lazy("presentations", "not accepted")
    WITHDRAWN = "withdrawn", pgettext_lazy("presentations", "withdrawn")


#: States in which reviewers look at a proposal and a decision may be made or changed.
DECIDABLE = (ProposalState.SUBMITTED, ProposalState.ACCEPTED, ProposalState.WAITING, ProposalState.REJECTED)
#: States after which a proposal belongs into the programme.
IN_PROGRAMME = (ProposalState.ACCEPTED, ProposalState.CONFIRMED)


class SpeakerState(models.TextChoices):
    """Whether a co-speaker has answered the invitation."""

    INVITED = "invited", _("invited")
    CONFIRMED = "confirmed", _("takes part")
    DECLINED = "declined", _("does not take part")


class BidKind(models.TextChoices):
    """What a reviewer says about reviewing a proposal before it is given out."""

    WANT = "want", _("I would like to review it")
    CAN = "can", _("I can review it")
    RATHER_NOT = "not", _("rather not")
    CONFLICT = "conflict", _("I have a conflict of interest")


class ConflictKind(models.TextChoices):
    """Why a reviewer may not review a proposal."""

    OWN = "own", _("own proposal")
    ORGANISATION = "organisation", _("same organisation")
    CLUSTER = "cluster", _("same cluster")
    PROJECT = "project", _("joint project in the last five years")
    DECLARED = "declared", _("declared by the reviewer")


class AssignmentOrigin(models.TextChoices):
    """Who gave a proposal to a reviewer."""

    ENGINE = "engine", _("given automatically")
    HAND = "hand", _("given by hand")


class DecisionMailState(models.TextChoices):
    """A mail about a decision lies as a draft until somebody sends it on purpose."""

    DRAFT = "draft", _("draft")
    SENT = "sent", _("sent")
