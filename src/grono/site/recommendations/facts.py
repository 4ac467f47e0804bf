"""What is known about whoever looks and about what can be recommended, read in a few queries for many at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.urls import reverse

from grono.congress.models import Participant
from grono.cooperation.choices import CONFIRMED_AGREEMENT, AgreementVisibility
from grono.cooperation.models import AgreementParty, PartneringProfile
from grono.directory.choices import Direction
from grono.directory.models import Affiliation, CompetenceClaim, Membership, Organisation
from grono.projects.queries import factual, public_participations
from grono.schedule.models import Session, SessionRole

ORGANISATION, PROFILE, SESSION, PARTICIPANT = "organisation", "profile", "session", "participant"
#: In which field of a record the text stands whose meaning is compared.
TEXT_FIELDS = {ORGANISATION: "description", PROFILE: "summary", SESSION: "abstract"}


@dataclass(frozen=True)
class Known:
    """One thing that is known about a record.

    ``field`` is one of the matching engine's, ``value`` what is compared, ``name`` the same for the reader, and
    ``source`` the record that it rests on, as ``kind:key``.
    """

    field: str
    value: str
    name: str
    source: str


@dataclass(frozen=True)
class Subject:
    """A record that looks for something or can be recommended.

    ``note`` is the line under its name, ``act_url`` where one gets in touch. ``organisation`` is the key of the
    organisation behind it, ``texts`` the records (kind, key) whose vectors tell its meaning.
    """

    kind: str
    key: int
    name: str
    url: str
    note: str = ""
    act_url: str = ""
    organisation: int | None = None
    country: str = ""
    sector: str = ""
    texts: tuple[tuple[str, int], ...] = ()
    known: tuple[Known, ...] = field(default=(), repr=False)

    @property
    def code(self) -> str:
        """Return kind and key in one word, as the engine names it."""
        return f"{self.kind}:{self.key}"


def of_organisations(keys: Iterable[int], partners: Collection[int] | None = None) -> dict[int, Subject]:
    """Return organisations that take part in matching, by key (eight queries).

    Of those they worked with only ``partners`` are told, when given: whoever compares needs no others.
    """
    found = Organisation.objects.filter(pk__in=set(keys), in_matching=True).select_related("region").in_bulk()
    known = _known_of(found, partners)
    reachable = set(
        Affiliation.objects.filter(organisation__in=list(found), ended_date=None).values_list("organisation", flat=True)
    )
    return {
        key: Subject(
            kind=ORGANISATION,
            key=key,
            name=organisation.name,
            url=reverse("organisation", args=[organisation.slug]),
            note=organisation.town,
            act_url=reverse("interest-new-organisation", args=[organisation.slug]) if key in reachable else "",
            organisation=key,
            country=organisation.country,
            sector=organisation.helix_sector,
            texts=((ORGANISATION, key),),
            known=tuple(known[key]),
        )
        for key, organisation in found.items()
    }


def of_profiles(profiles: QuerySet[PartneringProfile]) -> dict[int, Subject]:
    """Return profiles by key (ten queries); what an anonymous one hides stays out.

    Profiles that left matching are passed over, as are those of organisations that did.
    """
    rows = list(profiles.filter(in_matching=True).prefetch_related("keywords"))
    owners = of_organisations(profile.organisation_id for profile in rows)
    return {
        profile.pk: _profile(profile, owners[profile.organisation_id])
        for profile in rows
        if profile.organisation_id in owners
    }


def _profile(profile: PartneringProfile, owner: Subject) -> Subject:
    source = f"{PROFILE}:{profile.pk}"
    direction = "offers" if profile.is_offer else "seeks"
    known = [Known(direction, word.code, str(word), source) for word in profile.keywords.all()]
    visible = {"country"} if profile.is_anonymous else {"country", "sector", "region", "cluster", "partner"}
    known += [one for one in owner.known if one.field in visible]
    return Subject(
        kind=PROFILE,
        key=profile.pk,
        name=profile.title,
        url=profile.get_absolute_url(),
        act_url=reverse("interest-new", args=[profile.reference]),
        note="" if profile.is_anonymous else owner.name,
        organisation=profile.organisation_id,
        country=owner.country,
        sector="" if profile.is_anonymous else owner.sector,
        texts=((PROFILE, profile.pk),),
        known=tuple(known),
    )


def of_participants(people: QuerySet[Participant]) -> dict[int, Subject]:
    """Return people by key (eleven queries); those whose organisation left matching are passed over."""
    rows = list(people.select_related("person", "edition").prefetch_related("offers", "seeks"))
    owners = of_organisations(person.organisation_id for person in rows if person.organisation_id)
    return {
        person.pk: _participant(person, owners.get(person.organisation_id or 0))
        for person in rows
        if person.organisation_id is None or person.organisation_id in owners
    }


def _participant(person: Participant, owner: Subject | None) -> Subject:
    source = f"{PARTICIPANT}:{person.pk}"
    known = [Known("offers", word.code, str(word), source) for word in person.offers.all()]
    known += [Known("seeks", word.code, str(word), source) for word in person.seeks.all()]
    known += owner.known if owner else ()
    return Subject(
        kind=PARTICIPANT,
        key=person.pk,
        name=str(person),
        url=reverse("participant", args=[person.edition.slug, person.code]),
        act_url=reverse("request-meeting", args=[person.edition.slug, person.code]),
        note=", ".join(part for part in (person.job_title, owner.name if owner else "") if part),
        organisation=person.organisation_id,
        country=owner.country if owner else "",
        sector=owner.sector if owner else "",
        texts=owner.texts if owner else (),
        known=tuple(known),
    )


def of_sessions(sessions: QuerySet[Session]) -> dict[int, Subject]:
    """Return sessions by key (five queries): the project discussed, and what those who speak offer and seek."""
    rows = list(sessions.select_related("edition", "track", "project"))
    known: dict[int, list[Known]] = defaultdict(list)
    roles = SessionRole.objects.filter(session__in=rows).select_related("participant__person")
    for role in roles.prefetch_related("participant__offers", "participant__seeks"):
        source = f"{PARTICIPANT}:{role.participant_id}"
        known[role.session_id] += [Known("offers", w.code, str(w), source) for w in role.participant.offers.all()]
        known[role.session_id] += [Known("seeks", w.code, str(w), source) for w in role.participant.seeks.all()]
    for session in rows:
        if session.project is not None and session.project.is_public:
            source = f"project:{session.project_id}"
            known[session.pk].append(Known("project", session.project.slug, session.project.acronym, source))
    return {
        session.pk: Subject(
            kind=SESSION,
            key=session.pk,
            name=str(session.title),
            url=reverse("session", args=[session.edition.slug, session.code]),
            note=str(session.track or ""),
            texts=((SESSION, session.pk),),
            known=tuple(known[session.pk]),
        )
        for session in rows
    }


def _known_of(organisations: Mapping[int, Organisation], among: Collection[int] | None) -> dict[int, list[Known]]:
    """Return what is known about organisations: place, sector, competences, clusters, projects, partners."""
    known: dict[int, list[Known]] = defaultdict(list)
    for key, organisation in organisations.items():
        source = f"{ORGANISATION}:{key}"
        known[key].append(Known("country", organisation.country, organisation.country, source))
        known[key].append(Known("sector", organisation.helix_sector, organisation.get_helix_sector_display(), source))
        if organisation.region is not None:
            known[key].append(Known("region", organisation.region.code, str(organisation.region.name), source))
    keys = list(organisations)
    for claim in CompetenceClaim.objects.filter(organisation__in=keys).select_related("competence"):
        field_name = "offers" if claim.direction == Direction.OFFER else "seeks"
        source = f"{ORGANISATION}:{claim.organisation_id}"
        known[claim.organisation_id].append(Known(field_name, claim.competence.code, str(claim.competence), source))
    for membership in Membership.objects.filter(organisation__in=keys, left_date=None).select_related("cluster"):
        source = f"cluster:{membership.cluster_id}"
        known[membership.organisation_id].append(
            Known("cluster", membership.cluster.slug, str(membership.cluster), source)
        )
    _add_joint_work(known, keys, among)
    return known


def _add_joint_work(known: dict[int, list[Known]], keys: Collection[int], among: Collection[int] | None) -> None:
    """Add projects of organisations, and their partners in projects and in agreements that everyone may see."""
    own = public_participations().filter(factual("project__"), organisation__in=keys)
    for key, project, slug, acronym in own.values_list("organisation", "project", "project__slug", "project__acronym"):
        known[key].append(Known("project", slug, acronym, f"project:{project}"))
    other = "project__participations__organisation"
    wanted = {f"{other}__isnull": False} if among is None else {f"{other}__in": among}
    joint = public_participations().filter(factual("project__"), organisation__in=keys, **wanted)
    partners = joint.values_list(
        "organisation",
        "project",
        "project__acronym",
        "project__participations__organisation",
        "project__participations__organisation__name",
    )
    for key, project, acronym, partner, name in partners:
        if partner != key:
            known[key].append(Known("partner", str(partner), f"{name} ({acronym})", f"project:{project}"))
    parties = AgreementParty.objects.filter(
        organisation__in=keys,
        agreement__state__in=CONFIRMED_AGREEMENT,
        agreement__visibility=AgreementVisibility.PUBLIC,
    ).values_list(
        "organisation",
        "agreement",
        "agreement__title",
        "agreement__party_rows__organisation",
        "agreement__party_rows__organisation__name",
    )
    for key, agreement, title, partner, name in parties:
        if partner != key and (among is None or partner in among):
            known[key].append(Known("partner", str(partner), f"{name} ({title})", f"agreement:{agreement}"))
