"""Invented organisations and clusters."""

import re
import unicodedata
from dataclasses import dataclass
from random import Random

from scripts.compose_demo import source

MARKS = {"PL": "pokazowa", "DE": "Demo", "AT": "Demo", "CZ": "ukázka", "SK": "ukážka"}
PROFILE_LANGUAGE = {"PL": "pl", "DE": "de", "AT": "de", "CZ": "cs", "UA": "uk"}
HELIX = {"B": ("business", "PRC"), "U": ("research", "HES"), "I": ("research", "REC")} | {
    "G": ("government", "PUB"),
    "C": ("civil", "OTH"),
}
STAFF = (9, 14, 18, 27, 35, 38, 46, 57, 75, 90, 120, 160, 240)
"""Numbers that take the same plural form in all five languages."""
UNFOLDED = str.maketrans({"ł": "l", "Ł": "L", "ß": "ss", "đ": "d", "ø": "o"})


def slugify(text: str) -> str:
    """Return lower-case ASCII words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text.translate(UNFOLDED)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


@dataclass(frozen=True)
class Organisation:
    """One row of the table, with the slug made from the short name."""

    slug: str
    short: str
    form: str
    helix: str
    activity: str
    country: str
    town: str
    nuts: str
    nace: str
    cluster: str
    kind: dict[str, str]
    offers: list[str]
    seeks: list[str]
    founded: int
    staff: int

    @property
    def name(self) -> str:
        """The full name, marked as invented."""
        mark = MARKS.get(self.country, "demo")
        return " ".join(part for part in (self.short, self.form, f"({mark})") if part)

    @property
    def language(self) -> str:
        """The language the organisation writes in."""
        return PROFILE_LANGUAGE.get(self.country, "en")


def load(random: Random) -> list[Organisation]:
    """Return the organisations in the order of the table."""
    found = []
    for short, form, letter, country, town, nuts, nace, cluster, pl, en, offers, seeks in source.table("organisations"):
        helix, activity = HELIX[letter]
        place = (country, town, nuts, nace, cluster.strip("-"))
        found.append(
            Organisation(
                f"demo-{slugify(short)}",
                short,
                form,
                helix,
                activity,
                *place,
                {"pl": pl, "en": en},
                offers.split(),
                seeks.split(),
                random.randint(1994, 2019),
                random.choice(STAFF),
            )
        )
    return found


CLUSTER_TEXTS = ("goal_pl", "goal_en", "services_pl", "services_en", "declaration_pl", "declaration_en")


def cluster_rows(organisations: list[Organisation]) -> list[dict[str, str]]:
    """Return clusters.csv; members are the organisations that name the cluster, its coordinator among them."""
    by_short = {organisation.short: organisation for organisation in organisations}
    found = []
    for key, slug, pl, en, coordinator, town, nuts, founded, *texts, email in source.table("clusters"):
        members = [organisation.slug for organisation in organisations if organisation.cluster == key]
        found.append(
            {
                "slug": slug,
                "name_pl": pl,
                "name_en": en,
                "coordinator": by_short[coordinator].slug,
                **dict(zip(CLUSTER_TEXTS, texts, strict=True)),
                "contact_email": email,
                "town": town,
                "nuts_code": nuts,
                "founded_date": founded,
                "members": ";".join(members),
                "demonstration": "yes",
            }
        )
    return found
