"""Who is away for half a day, and which doors are closed."""

from random import Random

from scripts.compose_demo.people import Person

HALF_DAYS = (
    ("2027-05-19T09:00", "2027-05-19T13:00"),
    ("2027-05-19T13:00", "2027-05-19T18:00"),
    ("2027-05-20T08:30", "2027-05-20T13:00"),
    ("2027-05-20T13:00", "2027-05-20T18:00"),
    ("2027-05-21T08:30", "2027-05-21T13:00"),
)
REASONS = (
    ("wizyta u klienta w mieście", "visit to a customer in town"),
    ("przyjazd pociągiem w ciągu dnia", "arrives by train during the day"),
    ("posiedzenie rady nadzorczej zdalnie", "remote meeting of the supervisory board"),
    ("wizyta studyjna klastra", "the cluster's study visit"),
    ("sprawy rodzinne", "family matters"),
    ("wcześniejszy powrót", "early return"),
    ("zajęcia ze studentami", "teaching"),
    ("sesja rady gminy", "session of the commune's council"),
)
CLOSURES = (
    ("brynica", "2027-05-20T12:00", "2027-05-20T14:30", "Próba instalacji przeciwpożarowej", "Fire alarm test"),
    ("klodnica", "2027-05-19T15:30", "2027-05-19T17:00", "Nagranie rozmów dla mediów", "Media interviews recorded"),
    ("winogrono", "2027-05-21T09:00", "2027-05-21T10:30", "Narada obsługi technicznej", "Technical crew's briefing"),
    ("rawa", "2027-05-20T15:30", "2027-05-20T17:00", "Przygotowanie wystawy", "Exhibition being set up"),
)  # fmt: skip
AWAY = 26
SPEAKERS_AWAY = 8


def rows(people: list[Person], single: set[str], speakers: set[str], random: Random) -> list[dict[str, str]]:
    """Return availability.csv; `single` are those with one session that is not fixed in time."""
    pool = [person for person in people[4:] if person.code in single]
    away = random.sample(pool, SPEAKERS_AWAY)
    away += random.sample([person for person in people[4:] if person.code not in speakers], AWAY - SPEAKERS_AWAY)
    away.sort(key=lambda person: person.code)
    found = []
    for number, person in enumerate(away):
        starts, ends = HALF_DAYS[number % len(HALF_DAYS)]
        pl, en = random.choice(_fitting(person, number))
        found.append(_row("participant", person.code, starts, ends, pl, en))
    return found + [_row("room", *closure) for closure in CLOSURES]


def _fitting(person: Person, number: int) -> list[tuple[str, str]]:
    """Leave out reasons that suit another sector or another part of the day."""
    helix, half = person.organisation.helix, number % len(HALF_DAYS)
    allowed = {0: half == 2 or helix == "business", 1: half == 0, 2: helix == "business", 3: half in (2, 3)} | {
        4: True,
        5: half in (3, 4),
        6: helix == "research",
        7: helix == "government",
    }
    return [reason for place, reason in enumerate(REASONS) if allowed[place]]


def _row(kind: str, code: str, starts: str, ends: str, pl: str, en: str) -> dict[str, str]:
    return {
        "kind": kind,
        "code": code,
        "starts_at": starts,
        "ends_at": ends,
        "reason_pl": pl,
        "reason_en": en,
    }
