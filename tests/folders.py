"""A small congress as a folder of CSV files."""

from pathlib import Path

FILES = {
    "edition": "slug,title_pl,start_date,end_date,timezone,venue,town,country\n"
    "small,Mały kongres,2027-05-19,2027-05-19,Europe/Warsaw,Aula,Katowice,PL\n",
    "rooms": "code,kind,name_pl,capacity,equipment,zone\n"
    "A,room,Aula,100,projector,\nB,room,Salka,20,,\nT,tables,Hala,2,,T\n",
    "slots": "code,kind,round,starts_at,ends_at\n"
    "D1,programme,,2027-05-19T09:00,2027-05-19T12:00\n"
    "M1,meeting,R1,2027-05-19T13:00,2027-05-19T13:20\n"
    "M2,meeting,R1,2027-05-19T13:20,2027-05-19T13:40\n",
    "sessions": "code,kind,title_pl,language,minutes,speakers,pinned_start,pinned_room\n"
    "S1,talk,Pierwsza,pl,45,P1,,\nS2,talk,Druga,pl,45,P2,,\n",
    "participants": "code,given_name,family_name,email,meetings\n"
    "P1,Anna,Pierwsza,p1@example.org,yes\nP2,Jan,Drugi,p2@example.org,yes\nP3,Ewa,Trzecia,p3@example.org,yes\n",
    "availability": "kind,code,starts_at,ends_at\nparticipant,P3,2027-05-19T09:00,2027-05-19T10:00\n",
    "requests": "code,requester,invitee,priority\nR1,P1,P2,1\nR2,P1,P3,2\n",
}


def append(folder: Path, name: str, line: str) -> None:
    with (folder / f"{name}.csv").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
