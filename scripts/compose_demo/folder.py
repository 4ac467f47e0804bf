"""Composes all files of the folder and writes them, byte for byte the same each time."""

import csv
import io
from collections import Counter
from pathlib import Path
from random import Random

from scripts.compose_demo import absences, directory, groups, meetings, organisations, people, programme, source
from scripts.compose_demo.texts import Writer

SEED = 20270519
COLUMNS = {
    "edition": "slug,title_pl,title_en,motto_pl,motto_en,start_date,end_date,timezone,venue,address,town,country,"
    "latitude,longitude,languages,demonstration,organiser_email,summary_pl,summary_en",
    "rooms": "code,kind,name_pl,name_en,capacity,equipment,zone,floor",
    "slots": "code,kind,round,starts_at,ends_at,name_pl,name_en",
    "sessions": "code,kind,title_pl,title_en,abstract_pl,abstract_en,track,language,interpretation,minutes,expected,"
    "equipment,speakers,moderator,panellists,pinned_start,pinned_room,blocks,after,project",
    "participants": "code,given_name,family_name,email,organisation,job_title,languages,profile_language,profile,"
    "offers,seeks,meetings,roles,favourites",
    "availability": "kind,code,starts_at,ends_at,reason_pl,reason_en",
    "requests": "code,requester,invitee,priority,message,rounds,slot,after",
    "organisations": "slug,name,short_name,helix_sector,activity_type,country,town,nuts_code,nace_codes,pic,nip,krs,"
    "website,summary_pl,summary_en,description_language,description,offers,seeks,demonstration,source",
    "clusters": "slug,name_pl,name_en,coordinator,goal_pl,goal_en,services_pl,services_en,town,nuts_code,"
    "founded_date,members,demonstration,label_round,source_url,contact_email,declaration_pl,declaration_en",
    "working_groups": "cluster,name_pl,name_en,purpose_pl,purpose_en,chair,members",
    "fees": "cluster,payer_pl,payer_en,amount,currency,period",
    "tracks": "code,name_pl,name_en",
    "competences": "code,branch,pl,en,de,cs,uk",
    "deadlines": "code,at,title_pl,title_en,audience",
}
"""Columns of each file, as the folder format names them."""
EDITION = {
    "slug": "cwc-demo-2027",
    "title_pl": "Cluster World Congress — edycja pokazowa",
    "title_en": "Cluster World Congress — demonstration edition",
    "motto_pl": "Potrójna helisa w realizacji międzynarodowych projektów. Budowanie gospodarki lokalnej i światowej "
    "poprzez kooperację międzysektorową",
    "motto_en": "The triple helix at work in international projects. Building the local and the global economy "
    "through cross-sector cooperation",
    "start_date": "2027-05-19",
    "end_date": "2027-05-21",
    "timezone": "Europe/Warsaw",
    "venue": "Centrum Kongresowe „Winnica” (obiekt pokazowy)",
    "address": "ul. Gronowa 7 (adres pokazowy)",
    "town": "Katowice",
    "country": "PL",
    "latitude": "50.2649",
    "longitude": "19.0238",
    "languages": "pl;en",
    "demonstration": "yes",
    "organiser_email": "kongres@fundacja-kisc-wspolpracy.example",
    "summary_pl": "Trzy dni, siedem ścieżek programu i trzy rundy umówionych spotkań. Edycja pokazowa: organizacje, "
    "osoby i wystąpienia są wymyślone i nie są programem prawdziwego wydarzenia.",
    "summary_en": "Three days, seven tracks and three rounds of arranged meetings. A demonstration edition: its "
    "organisations, people and sessions are invented and are not the programme of a real event.",
}


def compose() -> dict[str, list[dict[str, str]]]:
    """Return the rows of every file by name."""
    random = Random(SEED)
    vocabulary = source.competences()
    writer = Writer(vocabulary, random)
    firms = organisations.load(random)
    persons = people.compose(firms, vocabulary, random)
    sessions = source.talks()
    roles = programme.cast(sessions, persons, random)
    programme.choose_favourites(persons, sessions, roles, random)
    load = Counter(person.code for session in sessions for person in roles[session.code])
    fixed = {person.code for talk in sessions if talk.options for person in roles[talk.code]}
    asks = meetings.compose(persons, set(load), random)
    tied = {person.code for ask in asks if ask.slot for person in (ask.requester, ask.invitee)}
    single = {code for code, count in load.items() if count == 1} - fixed
    profiles = {
        person.code: writer.profile(person.profile_language, person.organisation, person.offers, person.seeks)
        for person in persons
    }
    return {
        "edition": [EDITION],
        "rooms": programme.room_rows(),
        "slots": programme.slot_rows(),
        "sessions": programme.session_rows(sessions, roles),
        "participants": people.rows(persons, profiles),
        "availability": absences.rows(persons, single, set(load) | tied, random),
        "requests": meetings.rows(asks, writer, random),
        "organisations": directory.organisation_rows(firms, writer),
        "clusters": organisations.cluster_rows(firms),
        "working_groups": groups.group_rows(persons),
        "fees": groups.fee_rows(),
        "tracks": [dict(zip(("code", "name_pl", "name_en"), row, strict=True)) for row in source.table("tracks")],
        "competences": [{"code": entry.code, "branch": entry.branch, **entry.labels} for entry in vocabulary.values()],
        "deadlines": [
            dict(zip(("code", "at", "audience", "title_pl", "title_en"), row, strict=True))
            for row in source.table("deadlines")
        ],
    }


def render(name: str, rows: list[dict[str, str]]) -> str:
    """Return one file as CSV text with Unix line ends."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS[name].split(","), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write(files: dict[str, list[dict[str, str]]], directory: Path) -> None:
    """Write every file of the folder, replacing what was there."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, rows in files.items():
        (directory / f"{name}.csv").write_text(render(name, rows), encoding="utf-8", newline="\n")
