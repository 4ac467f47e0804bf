"""What is declared about an organisation in a word for each section, without what follows from it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grono.directory.models import Organisation
from grono.funding.models import AnnualFigures, Label, LegalFacts, OwnershipShare, SmallAid
from grono.funding.wording.data import label_name


@dataclass(frozen=True)
class Summary:
    """One section of the facts in a word: its heading's anchor, its name, what is declared."""

    anchor: str
    name: str
    declared: str
    is_declared: bool


def facts_summary(organisation: Organisation) -> list[Summary]:
    """Return what is declared section by section, for the panel on the organisation's page (five queries)."""
    own = {"organisation": organisation}
    legal = LegalFacts.objects.filter(**own).first()
    years = AnnualFigures.objects.filter(**own).values_list("year", flat=True)[:3]
    codes = Label.objects.filter(**own).order_by("code").values_list("code", flat=True).distinct()
    owners, aid = OwnershipShare.objects.filter(**own).count(), SmallAid.objects.filter(**own).count()
    sections = [
        ("legal-status", _("Legal status"), legal.get_legal_status_display() if legal and legal.legal_status else ""),
        ("figures", _("Figures by year"), ", ".join(str(year) for year in years)),
        ("owners", _("Owners"), _declared(owners, legal is not None and legal.owners_declared)),
        ("aid", _("De minimis aid"), _declared(aid, legal is not None and legal.aid_declared)),
        ("labels", _("Labels and registrations"), ", ".join(label_name(code) for code in codes)),
    ]
    return [Summary(anchor, name, said or _("not declared"), bool(said)) for anchor, name, said in sections]


def _declared(count: int, is_complete: bool) -> str:
    """Return how many entries a list has; an empty list that is not called complete is not declared."""
    entries = ngettext("%(count)d entry", "%(count)d entries", count) % {"count": count}
    if is_complete:
        return _("complete (%(entries)s)") % {"entries": entries}
    return _("incomplete (%(entries)s)") % {"entries": entries} if count else ""
