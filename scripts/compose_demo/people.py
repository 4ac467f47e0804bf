"""Invented participants: names that fit the country, jobs, languages, what each offers and seeks."""

from dataclasses import dataclass, field
from random import Random

from scripts.compose_demo import source
from scripts.compose_demo.organisations import Organisation, slugify

NATIVE = {"PL": "pl", "DE": "de", "AT": "de", "CZ": "cs", "SK": "sk", "UA": "uk", "LT": "lt", "LV": "lv"} | {
    "HU": "hu",
    "IT": "it",
    "ES": "es",
    "FR": "fr",
    "NL": "nl",
    "SI": "sl",
}
SEATS = {"business": 149, "research": 37, "government": 30, "civil": 32}
"""Participants by helix sector: 60, 15, 12 and 13 per cent of 248."""
PERSONAS = [
    ("Foliokrąg", "Marta", "Jesionek", "dyrektorka techniczna"),
    ("Laminaria Aero", "Tomasz", "Brzezina", "prezes zarządu"),
    ("Fundacja Zamknięta Pętla", "Hanna", "Lipowiecka", "menedżerka klastra"),
    ("Fundacja Kiść Współpracy", "Wojciech", "Zaręba", "koordynator programów"),
]


@dataclass
class Person:
    """A participant; sessions and favourites are added when the programme is cast."""

    code: str
    given_name: str
    family_name: str
    organisation: Organisation
    job_title: str
    languages: list[str]
    profile_language: str
    offers: list[str]
    seeks: list[str]
    meets: bool = True
    roles: list[str] = field(default_factory=list)
    favourites: list[str] = field(default_factory=list)

    @property
    def email(self) -> str:
        """An address in the reserved domain .example."""
        host = self.organisation.slug.removeprefix("demo-")
        return f"{slugify(self.given_name)}.{slugify(self.family_name)}@{host}.example"


class Names:
    """Draws full names by country, none twice."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.parts = {(country, part): names for country, part, names in source.table("names")}
        self.taken = {f"{given} {family}" for _, given, family, _ in PERSONAS}

    def draw(self, country: str) -> tuple[str, str, bool]:
        """Return given name, family name and whether the bearer is a woman."""
        while True:
            woman = self.random.random() < 0.5
            given = self.random.choice(self.parts[country, "f" if woman else "m"].split())
            family = self.random.choice(self.parts[country, "s"].split())
            male, _, female = family.partition("/")
            family = (female or male) if woman else male
            if f"{given} {family}" not in self.taken:
                self.taken.add(f"{given} {family}")
                return given, family, woman


def seats(organisations: list[Organisation]) -> list[Organisation]:
    """Return who sends whom: each organisation once per seat, the seats of a sector dealt round."""
    dealt: list[Organisation] = []
    for helix, total in SEATS.items():
        members = [organisation for organisation in organisations if organisation.helix == helix]
        dealt += [members[number % len(members)] for number in range(total)]
    place = {organisation.slug: number for number, organisation in enumerate(organisations)}
    return sorted(dealt, key=lambda organisation: place[organisation.slug])


def compose(
    organisations: list[Organisation], competences: dict[str, source.Competence], random: Random
) -> list[Person]:
    """Return the participants, the four personas first."""
    dealt = seats(organisations)
    by_short = {organisation.short: organisation for organisation in organisations}
    chairs = [by_short[short] for short, *_ in PERSONAS]
    for chair in chairs:
        dealt.remove(chair)
    names, jobs = Names(random), source.table("jobs")
    people: list[Person] = []
    for number, organisation in enumerate(chairs + dealt, 1):
        persona = number <= len(PERSONAS)
        if persona:
            _, given, family, job = PERSONAS[number - 1]
        else:
            given, family, woman = names.draw(organisation.country)
            job = _job(organisation, jobs, woman, random)
        languages = ["pl", "en"] if persona else _languages(organisation.country, random)
        offers, seeks = _interests(organisation, people, competences, random)
        person = Person(f"P{number:03}", given, family, organisation, job, languages, "", offers, seeks)
        person.profile_language = _profile_language(person, random)
        people.append(person)
    _give_roles(people)
    for person in random.sample(people[len(PERSONAS) :], 13):
        person.meets = False
    return people


def _job(organisation: Organisation, jobs: list[list[str]], woman: bool, random: Random) -> str:
    letter = organisation.helix[0].upper()
    pair, english = random.choice([job[1:] for job in jobs if job[0] == letter])
    if organisation.country != "PL":
        return english
    return pair.split("/")[woman]


def _languages(country: str, random: Random) -> list[str]:
    """The mother tongue, nearly always English, sometimes a neighbour's language."""
    found = [NATIVE[country]]
    if random.random() < 0.92:
        found.append("en")
    chances = {
        "PL": {"de": 0.2, "cs": 0.07, "uk": 0.08},
        "UA": {"pl": 0.5},
        "CZ": {"pl": 0.25, "de": 0.2},
        "SK": {"pl": 0.3, "cs": 0.6},
        "LT": {"pl": 0.25},
        "DE": {"pl": 0.15},
    }
    found += [code for code, chance in chances.get(country, {}).items() if random.random() < chance]
    return found if len(found) > 1 else [*found, "en"]


def _interests(
    organisation: Organisation,
    people: list[Person],
    competences: dict[str, source.Competence],
    random: Random,
) -> tuple[list[str], list[str]]:
    """Return offers and seeks: the organisation's, in another order for each colleague, sometimes one more."""
    colleague = sum(person.organisation is organisation for person in people)
    offers = organisation.offers[colleague % len(organisation.offers) :]
    offers = offers + [code for code in organisation.offers if code not in offers]
    turn = colleague % len(organisation.seeks)
    seeks = organisation.seeks[turn:] + organisation.seeks[:turn]
    if random.random() < 0.45:
        public = organisation.helix in ("government", "civil")
        fitting = [
            code
            for code, entry in competences.items()
            if code not in offers + seeks and (entry.public != "no" or not public)
        ]
        seeks = [*seeks, random.choice(fitting)]
    return offers[:3], seeks[:3] if random.random() < 0.7 else seeks[:2]


def _profile_language(person: Person, random: Random) -> str:
    """Most write in the organisation's language, some in English."""
    own = person.organisation.language
    return "en" if "en" in person.languages and random.random() < 0.08 else own


def _give_roles(people: list[Person]) -> None:
    """The first person of each organisation represents it; coordinators manage; the hosts organise."""
    coordinators = {row[4] for row in source.table("clusters")}
    seen: set[str] = set()
    for person in people:
        organisation = person.organisation
        if organisation.slug not in seen and person.code != "P001":
            seen.add(organisation.slug)
            person.roles.append("representative")
            if organisation.short in coordinators:
                person.roles.append("manager")
        if organisation.short == "Fundacja Kiść Współpracy":
            person.roles.append("organiser")
    people[2].roles[:] = ["manager"]
    people[3].roles[:] = ["organiser"]


def rows(people: list[Person], profiles: dict[str, str]) -> list[dict[str, str]]:
    """Return participants.csv."""
    return [
        {
            "code": person.code,
            "given_name": person.given_name,
            "family_name": person.family_name,
            "email": person.email,
            "organisation": person.organisation.slug,
            "job_title": person.job_title,
            "languages": ";".join(person.languages),
            "profile_language": person.profile_language,
            "profile": profiles[person.code],
            "offers": ";".join(person.offers),
            "seeks": ";".join(person.seeks),
            "meetings": "yes" if person.meets else "no",
            "roles": ";".join(person.roles),
            "favourites": ";".join(person.favourites),
        }
        for person in people
    ]
