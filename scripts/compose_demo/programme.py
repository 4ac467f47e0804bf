"""Rooms, blocks and sessions: who speaks where, who wants to hear what, and when a door is closed."""

from collections import Counter
from datetime import datetime, timedelta
from math import log
from random import Random

from scripts.compose_demo import source
from scripts.compose_demo.people import Person

BLOCKS = {
    "W1": ("2027-05-19T09:00", "10:30"),
    "W2": ("2027-05-19T11:00", "12:30"),
    "W3": ("2027-05-19T13:30", "15:00"),
    "W4": ("2027-05-19T15:30", "17:00"),
    "T1": ("2027-05-20T09:00", "10:30"),
    "T2": ("2027-05-20T11:00", "12:30"),
    "T3": ("2027-05-20T13:30", "15:00"),
    "T4": ("2027-05-20T15:30", "17:00"),
    "F1": ("2027-05-21T09:00", "10:30"),
    "F2": ("2027-05-21T11:00", "12:30"),
    "F3": ("2027-05-21T13:30", "15:00"),
}
BLOCK_NAMES = {
    "W": ("środa", "Wednesday"),
    "T": ("czwartek", "Thursday"),
    "F": ("piątek", "Friday"),
}
PARTS = {"1": ("rano", "morning"), "2": ("przed południem", "before noon")} | {
    "3": ("po południu", "afternoon"),
    "4": ("pod wieczór", "late afternoon"),
}
CEREMONIES = ("W1", "F3")
"""Blocks kept for the opening and the closing alone."""
ROUNDS = {
    "R1": ("2027-05-19T14:00", 9, "Runda środowa", "Wednesday round"),
    "R2": ("2027-05-20T10:30", 8, "Runda czwartkowa", "Thursday round"),
    "R3": ("2027-05-21T09:30", 7, "Runda piątkowa", "Friday round"),
}
SLOT = timedelta(minutes=20)
CAST = {"plenary": (1, 4), "panel": (1, 4), "talk": (0, 1), "workshop": (0, 2)}
"""Moderators and speakers by kind of session."""


def room_rows() -> list[dict[str, str]]:
    """Return rooms.csv."""
    columns = ("code", "kind", "name_pl", "name_en", "capacity", "equipment", "zone", "floor")
    found = [dict(zip(columns, row, strict=True)) for row in source.table("rooms")]
    return [row | {"equipment": row["equipment"].replace(" ", ";")} for row in found]


def slot_rows() -> list[dict[str, str]]:
    """Return slots.csv: the blocks of the programme, then every meeting slot of the three rounds."""
    found = []
    for code, (starts, ends) in BLOCKS.items():
        days, parts = BLOCK_NAMES[code[0]], PARTS[code[1]]
        times = {"starts_at": starts, "ends_at": f"{starts[:10]}T{ends}"}
        names = {"name_pl": f"{days[0].capitalize()} {parts[0]}", "name_en": f"{days[1]} {parts[1]}"}
        found.append({"code": code, "kind": "programme", "round": "", **times, **names})
    for code, (first, count, pl, en) in ROUNDS.items():
        for number in range(count):
            starts_at = datetime.fromisoformat(first) + number * SLOT
            times = {"starts_at": minute(starts_at), "ends_at": minute(starts_at + SLOT)}
            names = {"name_pl": pl, "name_en": en} if number == 0 else {}
            found.append({"code": f"{code}-{number + 1:02}", "kind": "meeting", "round": code, **times, **names})
    return found


def minute(moment: datetime) -> str:
    """Return a local time without seconds."""
    return moment.isoformat(timespec="minutes")


def cast(sessions: list[source.Talk], people: list[Person], random: Random) -> dict[str, list[Person]]:
    """Return for each session its people, the moderator first where there is one; nobody more than twice."""
    load: Counter[str] = Counter()
    roles: dict[str, list[Person]] = {}
    reserved = {"P004"}
    for session in sorted(sessions, key=lambda session: session.kind != "plenary"):
        moderators, speakers = CAST[session.kind]
        if session.kind in ("panel", "talk", "workshop") and random.random() < 0.3:
            speakers += -1 if speakers > 1 else 1
        chosen: list[Person] = []
        for _ in range(moderators + speakers):
            free = [person for person in people if load[person.code] < 2 and person.code not in reserved]
            chosen.append(max(free, key=lambda person: _fitness(person, session, chosen, load, random)))
            load[chosen[-1].code] += 1
        if moderators:
            chosen.sort(key=lambda person: person.organisation.helix == "business")
        roles[session.code] = chosen
    return roles


def _fitness(person: Person, session: source.Talk, chosen: list[Person], load: Counter[str], random: Random) -> float:
    """How well a person fits a session beside those already chosen."""
    if session.language not in person.languages or person in chosen:
        return -100.0
    matches = sum(code in person.offers for code in session.competences)
    companions = [other.organisation for other in chosen]
    repeated = sum(other is person.organisation for other in companions) * 6
    alike = sum(other.helix == person.organisation.helix for other in companions) * 0.5
    return 2.0 * matches - repeated - alike - 1.6 * load[person.code] + random.random()


def session_rows(sessions: list[source.Talk], roles: dict[str, list[Person]]) -> list[dict[str, str]]:
    """Return sessions.csv."""
    codes = {session.options["key"]: session.code for session in sessions if "key" in session.options}
    usual = ";".join(code for code in BLOCKS if code not in CEREMONIES)
    found = []
    for session in sessions:
        people = [person.code for person in roles[session.code]]
        led = bool(CAST[session.kind][0])
        found.append(
            {
                "code": session.code,
                "kind": session.kind,
                **session.texts,
                "track": session.track,
                "language": session.language,
                "interpretation": ";".join(session.interpretation),
                "minutes": str(session.minutes),
                "expected": str(session.expected),
                "equipment": ";".join(session.equipment),
                "speakers": "" if led else ";".join(people),
                "moderator": people[0] if led else "",
                "panellists": ";".join(people[1:]) if led else "",
                "pinned_start": session.options.get("start", ""),
                "pinned_room": session.options.get("room", ""),
                "blocks": session.options.get("blocks", usual),
                "after": codes.get(session.options.get("after", ""), ""),
                "project": session.options.get("project", ""),
            }
        )
    return found


def choose_favourites(
    people: list[Person], sessions: list[source.Talk], roles: dict[str, list[Person]], random: Random
) -> None:
    """Give everyone three to ten sessions (the personas nine) by interest and pull, never a session of one's own.

    The one wanted most is marked to be kept free of meetings.
    """
    for person in people:
        wanted = {*person.offers, *person.seeks}
        keys = {}
        for session in sessions:
            if person in roles[session.code]:
                continue
            shared = len(wanted & set(session.competences))
            weight = (session.expected / 40) ** 0.8 * (1 + 4 * shared)
            if session.language not in person.languages and not session.interpretation:
                weight *= 0.1
            keys[session.code] = log(max(random.random(), 1e-12)) / weight
        count = random.randint(3, 10) if person.code > "P004" else 9
        best = sorted(keys, key=lambda code: -keys[code])[:count]
        person.favourites = sorted(f"{code}!" if code == best[0] else code for code in best)
