"""The files of a congress folder and their columns: the one definition of the format."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from grono.site.folder import cells

codes = cells.several(cells.code)
words = cells.several(cells.text)


@dataclass(frozen=True)
class Column:
    """A column: how its cells are read, whether they must be filled, and to what they refer.

    ``refers`` names other files whose key column must hold the cell's code.
    """

    name: str
    read: Callable[[str], Any]
    note: str
    required: bool = False
    default: Any = None
    refers: tuple[str, ...] = ()
    example: str = ""


@dataclass(frozen=True)
class Table:
    """A file: its columns, the column that names a row, and what the file is for."""

    name: str
    note: str
    columns: tuple[Column, ...]
    key: str = ""
    required: bool = True

    @property
    def file(self) -> str:
        """The file's name."""
        return f"{self.name}.csv"

    def column(self, name: str) -> Column:
        """Return a column by name."""
        return next(column for column in self.columns if column.name == name)


def _text(name: str, note: str, *, required: bool = False, example: str = "") -> Column:
    return Column(name, cells.text, note, required=required, default="", example=example)


def _list(name: str, note: str, *, refers: tuple[str, ...] = (), read: Any = codes, example: str = "") -> Column:
    return Column(name, read, note, default=[], refers=refers, example=example)


EDITION = Table(
    "edition",
    "One row: the congress itself.",
    (
        Column("slug", cells.code, "address of the congress on the site", required=True, example="congress-2027"),
        _text("title_pl", "title in Polish", required=True, example="Kongres Klastrów 2027"),
        _text("title_en", "title in English", example="Cluster Congress 2027"),
        _text("motto_pl", "motto in Polish"),
        _text("motto_en", "motto in English"),
        Column("start_date", cells.day, "first day", required=True, example="2027-05-19"),
        Column("end_date", cells.day, "last day", required=True, example="2027-05-19"),
        _text("timezone", "IANA time zone of all times in this folder", required=True, example="Europe/Warsaw"),
        _text("venue", "name of the venue", required=True, example="Centrum Kongresowe"),
        _text("address", "street address"),
        _text("town", "town", required=True, example="Katowice"),
        Column("country", cells.country, "two capital letters", required=True, example="PL"),
        Column("latitude", cells.decimal, "degrees north"),
        Column("longitude", cells.decimal, "degrees east"),
        _list("languages", "languages of the congress", example="pl;en"),
        Column("demonstration", cells.yes_no, "yes marks everything as invented", default=False, example="no"),
        Column("organiser_email", cells.email, "who runs it; a participant with this address becomes organiser"),
        _text("summary_pl", "what it is about, in Polish"),
        _text("summary_en", "what it is about, in English"),
    ),
    key="slug",
)
ROOMS = Table(
    "rooms",
    "Rooms for sessions and halls of meeting tables.",
    (
        Column("code", cells.code, "short name", required=True, example="A"),
        Column(
            "kind",
            cells.one_of("room", "tables"),
            "room, or tables for a hall of tables",
            required=True,
            example="room",
        ),
        _text("name_pl", "name in Polish", required=True, example="Aula"),
        _text("name_en", "name in English", example="Main hall"),
        Column("capacity", cells.whole, "seats; for tables the number of tables", required=True, example="200"),
        _list("equipment", "what the room has", example="projector;interpretation"),
        _text("zone", "tables: name of the zone; its tables are numbered within it"),
        _text("floor", "floor"),
    ),
    key="code",
)
SLOTS = Table(
    "slots",
    "Blocks in which sessions may lie, and single meeting slots.",
    (
        Column("code", cells.code, "short name", required=True, example="D1-morning"),
        Column(
            "kind",
            cells.one_of("programme", "meeting"),
            "programme block or one meeting slot",
            required=True,
            example="programme",
        ),
        Column("round", cells.code, "meeting slots: code of the round", default=""),
        Column("starts_at", cells.moment, "start", required=True, example="2027-05-19T09:00"),
        Column("ends_at", cells.moment, "end", required=True, example="2027-05-19T12:00"),
        _text("name_pl", "name in Polish; on a round's first slot it names the round"),
        _text("name_en", "name in English"),
    ),
    key="code",
)
SESSIONS = Table(
    "sessions",
    "What is presented. Times and rooms are planned; a pin fixes them.",
    (
        Column("code", cells.code, "short name", required=True, example="S01"),
        Column(
            "kind",
            cells.one_of("plenary", "panel", "talk", "workshop"),
            "nothing runs beside a plenary",
            required=True,
            example="talk",
        ),
        _text("title_pl", "title in Polish", required=True, example="Dolina wodorowa bez granic"),
        _text("title_en", "title in English", example="A hydrogen valley without borders"),
        _text("abstract_pl", "abstract in Polish"),
        _text("abstract_en", "abstract in English"),
        Column("track", cells.code, "thread of the programme", default="", refers=("tracks",)),
        _text("language", "language spoken", required=True, example="pl"),
        _list(
            "interpretation", "languages of interpretation; the room needs the equipment interpretation", example="en"
        ),
        Column("minutes", cells.whole, "length", required=True, example="45"),
        Column("expected", cells.whole, "expected audience", default=0, example="80"),
        _list("equipment", "what the room must have", example="projector"),
        _list("speakers", "codes of participants", refers=("participants",), example="P1"),
        Column("moderator", cells.code, "code of a participant", default="", refers=("participants",)),
        _list("panellists", "codes of participants", refers=("participants",)),
        Column("pinned_start", cells.moment, "fixed start"),
        Column("pinned_room", cells.code, "fixed room", default="", refers=("rooms",)),
        _list("blocks", "only in these programme blocks", refers=("slots",)),
        _list("after", "only after these sessions have ended", refers=("sessions",)),
        Column("project", cells.text, "CORDIS id of the project discussed", default=""),
    ),
    key="code",
)
PARTICIPANTS = Table(
    "participants",
    "Who comes, for whom, and what they offer and seek.",
    (
        Column("code", cells.code, "short name", required=True, example="P1"),
        _text("given_name", "given name", required=True, example="Anna"),
        _text("family_name", "family name", required=True, example="Przykładowa"),
        Column("email", cells.email, "e-mail address; signs in with it", required=True, example="anna@example.org"),
        Column("organisation", cells.code, "address (slug) of an organisation", default="", refers=("organisations",)),
        _text("job_title", "position", example="kierowniczka badań"),
        _list("languages", "languages spoken", example="pl;en"),
        _text("profile_language", "language of the profile", example="pl"),
        _text("profile", "what they do and look for"),
        _list("offers", "codes of competences", refers=("competences",)),
        _list("seeks", "codes of competences", refers=("competences",)),
        Column("meetings", cells.yes_no, "open to meetings", default=True, example="yes"),
        _list(
            "roles",
            "organiser, representative of the organisation, manager of its cluster",
            read=cells.several(cells.one_of("organiser", "representative", "manager")),
        ),
        _list(
            "favourites",
            "sessions marked; a ! after the code keeps meetings away from it",
            refers=("sessions",),
            read=cells.several(cells.mark),
        ),
    ),
    key="code",
)
AVAILABILITY = Table(
    "availability",
    "When a participant is away or a room is closed.",
    (
        Column(
            "kind", cells.one_of("participant", "room"), "participant or room", required=True, example="participant"
        ),
        Column("code", cells.code, "code of the participant or room", required=True, example="P1"),
        Column("starts_at", cells.moment, "from", required=True, example="2027-05-19T14:00"),
        Column("ends_at", cells.moment, "to", required=True, example="2027-05-19T17:00"),
        _text("reason_pl", "reason in Polish"),
        _text("reason_en", "reason in English"),
    ),
)
REQUESTS = Table(
    "requests",
    "Who asks whom for a meeting.",
    (
        Column("code", cells.code, "short name", required=True, example="R1"),
        Column("requester", cells.code, "code of a participant", required=True, refers=("participants",), example="P1"),
        Column("invitee", cells.code, "code of a participant", required=True, refers=("participants",), example="P2"),
        Column("priority", cells.one_of("1", "2", "3"), "1 is placed before 2 before 3", default="2", example="1"),
        _text("message", "what for"),
        _list("rounds", "only in these rounds"),
        Column("slot", cells.code, "fixed meeting slot", default="", refers=("slots",)),
        _list("after", "only after these meetings", refers=("requests",)),
    ),
    key="code",
)
ORGANISATIONS = Table(
    "organisations",
    "Organisations that are not in the directory yet. The columns are those of the directory's import.",
    (
        Column("slug", cells.code, "address of the organisation on the site", required=True),
        _text("name", "name", required=True),
    ),
    key="slug",
    required=False,
)
CLUSTERS = Table(
    "clusters",
    "Clusters and their members. The columns are those of the directory's import.",
    (Column("slug", cells.code, "address of the cluster on the site", required=True),),
    key="slug",
    required=False,
)
WORKING_GROUPS = Table(
    "working_groups",
    "Working groups of the clusters. A cluster that has groups already keeps its own.",
    (
        Column("cluster", cells.code, "address of a cluster", required=True, refers=("clusters",)),
        _text("name_pl", "name in Polish", required=True),
        _text("name_en", "name in English"),
        _text("purpose_pl", "what it is for, in Polish"),
        _text("purpose_en", "what it is for, in English"),
        Column("chair", cells.code, "who leads it, code of a participant", default="", refers=("participants",)),
        _list("members", "addresses of organisations", refers=("organisations",)),
    ),
    required=False,
)
FEES = Table(
    "fees",
    "What membership in a cluster costs. A cluster that has fees already keeps its own.",
    (
        Column("cluster", cells.code, "address of a cluster", required=True, refers=("clusters",)),
        _text("payer_pl", "who pays, in Polish", required=True),
        _text("payer_en", "who pays, in English"),
        Column("amount", cells.decimal, "amount, zero or more", required=True),
        Column("currency", cells.one_of("PLN", "EUR", "CZK", "UAH"), "currency of ISO 4217", default="PLN"),
        Column("period", cells.one_of("month", "quarter", "year", "once"), "how often", default="year"),
        _text("source_url", "public page that says so; required of a cluster that is not invented"),
    ),
    required=False,
)
TRACKS = Table(
    "tracks",
    "Threads of the programme.",
    (
        Column("code", cells.code, "short name", required=True, example="energy"),
        _text("name_pl", "name in Polish", required=True, example="Energia"),
        _text("name_en", "name in English", example="Energy"),
    ),
    key="code",
    required=False,
)
COMPETENCES = Table(
    "competences",
    "The vocabulary of offers and needs.",
    (
        Column("code", cells.code, "short name", required=True, example="plastics-recycling"),
        _text("branch", "branch", example="circular"),
        *(_text(language, f"name in this language ({language})") for language in ("pl", "en", "de", "cs", "uk")),
    ),
    key="code",
    required=False,
)
DEADLINES = Table(
    "deadlines",
    "What must be done by when.",
    (
        Column("code", cells.code, "short name", required=True),
        Column("at", cells.moment, "by", required=True),
        _text("title_pl", "what, in Polish", required=True),
        _text("title_en", "what, in English"),
        Column(
            "audience", cells.one_of("everyone", "participant", "member", "organiser"), "for whom", default="everyone"
        ),
    ),
    key="code",
    required=False,
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        EDITION,
        ROOMS,
        TRACKS,
        SLOTS,
        COMPETENCES,
        ORGANISATIONS,
        CLUSTERS,
        PARTICIPANTS,
        WORKING_GROUPS,
        FEES,
        SESSIONS,
        AVAILABILITY,
        REQUESTS,
        DEADLINES,
    )
}
