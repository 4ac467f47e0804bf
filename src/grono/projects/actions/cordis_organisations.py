"""Writing the organisations of a batch of CORDIS rows, one for each PIC, never against what people have written."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone
from i18nfield.strings import LazyI18nString

from grono.directory.formats.organisations import address
from grono.directory.models import MergeRecord, Organisation
from grono.projects.actions.cordis_projects import is_newer
from grono.projects.choices import CordisRule
from grono.projects.formats.cordis_facts import SOURCE, PartnerFacts
from grono.projects.models import CordisImport, CordisOrganisation
from grono.search.tasks import index_records_task

_FIELDS = (
    "name", "short_name", "activity_type", "helix_sector", "country", "town", "region", "vat", "nip", "website",
    "latitude", "longitude",
)  # fmt: skip


def write_organisations(batch: Sequence[PartnerFacts], record: CordisImport) -> dict[str, int]:
    """Create and update the organisations of the batch; return the key of each by its PIC."""
    newest = _newest(batch)
    records = {found.pic: found for found in CordisOrganisation.objects.filter(pic__in=newest)}
    fresh = {pic: facts for pic, facts in newest.items() if pic not in records}
    newer = {
        pic: newest[pic] for pic, found in records.items() if is_newer(newest[pic].published_at, found.published_at)
    }
    adopted = _adopt(fresh)
    created = _create({pic: facts for pic, facts in fresh.items() if pic not in adopted})
    updated = _update(newer, records)
    record.add("organisations created", len(created))
    record.add("organisations updated", len(updated))
    record.add("organisations found in the directory", len(adopted))
    touched = [*created.values(), *adopted.values(), *updated]
    if touched:
        index_records_task.defer(kind="organisation", ids=[organisation.pk for organisation in touched])
    return {pic: found.organisation_id for pic, found in records.items()} | {
        pic: organisation.pk for pic, organisation in (adopted | created).items()
    }


def _newest(batch: Iterable[PartnerFacts]) -> dict[str, PartnerFacts]:
    """Return for each PIC the row that was published last, the first of equals."""
    newest: dict[str, PartnerFacts] = {}
    for facts in batch:
        known = newest.setdefault(facts.pic, facts)
        if is_newer(facts.published_at, known.published_at):
            newest[facts.pic] = facts
    newest.pop("", None)
    return newest


def _create(fresh: Mapping[str, PartnerFacts]) -> dict[str, Organisation]:
    taken = _Taken(fresh.values())
    created: dict[str, Organisation] = {}
    for pic, facts in fresh.items():
        taken.check(facts)
        organisation = Organisation(
            slug=taken.slug(facts.organisation["name"], pic),
            pic=pic,
            source=SOURCE,
            summary=LazyI18nString({}),
            description=LazyI18nString({}),
            **facts.organisation,
        )
        organisation.set_keys()
        created[pic] = organisation
    Organisation.objects.bulk_create(created.values())
    _remember(fresh, created)
    return created


def _adopt(fresh: Mapping[str, PartnerFacts]) -> dict[str, Organisation]:
    """Find organisations that the directory has already, by PIC or VAT number, and fill in what they lack."""
    vats, nips = _first_bearers(fresh, "vat"), _first_bearers(fresh, "nip")
    same_number = Q(vat__in=vats) | Q(nip__in=nips)
    locked = Organisation.objects.select_for_update()
    found = {str(each.pic): each for each in locked.filter(pic__in=fresh)} | _merged(fresh)
    for each in locked.filter(same_number, pic=None, is_demonstration=False):
        found.setdefault(vats.get(each.vat) or nips[each.nip], each)
    taken = _Taken(fresh[pic] for pic in found)
    for pic, each in found.items():
        taken.check(fresh[pic], own=each)
        each.pic = each.pic or pic
        _fill(each, fresh[pic].organisation)
    _save(found.values())
    _remember(fresh, found)
    return found


def _first_bearers(fresh: Mapping[str, PartnerFacts], number: str) -> dict[str, str]:
    """Return the first PIC under which each number occurs."""
    found: dict[str, str] = {}
    for pic, facts in fresh.items():
        if facts.organisation[number]:
            found.setdefault(facts.organisation[number], pic)
    return found


def _merged(pics: Iterable[str]) -> dict[str, Organisation]:
    """Return the organisations into which owners of these PICs were merged."""
    merges = MergeRecord.objects.filter(undone_at=None, snapshot__merged__pic__in=list(pics))
    owners = dict(merges.values_list("snapshot__merged__pic", "survivor"))
    survivors = Organisation.objects.select_for_update().in_bulk(owners.values())
    return {str(pic): survivors[owner] for pic, owner in owners.items()}


def _fill(organisation: Organisation, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        if getattr(organisation, name) in (None, "", "unclassified"):
            setattr(organisation, name, value)


def _update(newer: Mapping[str, PartnerFacts], records: Mapping[str, CordisOrganisation]) -> list[Organisation]:
    """Change the fields that still hold what CORDIS said last; return the organisations that changed."""
    taken = _Taken(newer.values())
    owners = Organisation.objects.select_for_update().in_bulk([records[pic].organisation_id for pic in newer])
    changed: dict[int, Organisation] = {}
    for pic, facts in newer.items():
        found, organisation = records[pic], owners[records[pic].organisation_id]
        taken.check(facts, own=organisation)
        for name, value in facts.organisation.items():
            current = getattr(organisation, name)
            if value != current == found.facts.get(name):
                setattr(organisation, name, value)
                changed[organisation.pk] = organisation
        found.facts, found.published_at = facts.organisation, facts.published_at
    _save(changed.values())
    CordisOrganisation.objects.bulk_update([records[pic] for pic in newer], ["facts", "published_at"], batch_size=200)
    return list(changed.values())


def _save(organisations: Iterable[Organisation]) -> None:
    changed = list(organisations)
    moment = timezone.now()
    for organisation in changed:
        organisation.set_keys()
        organisation.updated_at = moment
    fields = [*_FIELDS, "pic", "name_sort", "folded", "updated_at"]
    Organisation.objects.bulk_update(changed, fields, batch_size=200)


def _remember(fresh: Mapping[str, PartnerFacts], organisations: Mapping[str, Organisation]) -> None:
    CordisOrganisation.objects.bulk_create(
        CordisOrganisation(
            pic=pic, organisation=organisation, facts=fresh[pic].organisation, published_at=fresh[pic].published_at
        )
        for pic, organisation in organisations.items()
    )


class _Taken:
    """Addresses and VAT numbers that the directory, or an earlier row of the batch, has given away."""

    def __init__(self, batch: Iterable[PartnerFacts]) -> None:
        facts = [each.organisation for each in batch]
        slugs = {address(each["name"]) for each in facts}
        self.slugs = set(Organisation.objects.filter(slug__in=slugs).values_list("slug", flat=True))
        self.slugs |= set(MergeRecord.objects.filter(merged_slug__in=slugs).values_list("merged_slug", flat=True))
        self.owners: dict[str, int | None] = {}
        for name in ("vat", "nip"):
            numbers = Organisation.objects.filter(**{f"{name}__in": {each[name] for each in facts if each[name]}})
            self.owners |= dict(numbers.values_list(name, "pk"))

    def slug(self, name: str, pic: str) -> str:
        """Return a free address; a second organisation of one name has its PIC in it."""
        slug = address(name)
        if slug in self.slugs:
            slug = f"{slug}-{pic}"
        self.slugs.add(slug)
        return slug

    def check(self, facts: PartnerFacts, own: Organisation | None = None) -> None:
        """Leave out a VAT number that belongs to somebody else: institutes of one legal person share theirs."""
        for name in ("vat", "nip"):
            number = facts.organisation[name]
            if number in self.owners and (own is None or self.owners[number] != own.pk):
                facts.organisation[name] = ""
                facts.row.note(CordisRule.VAT_TAKEN, "vatNumber", number)
            elif number:
                self.owners[number] = own.pk if own is not None else None
