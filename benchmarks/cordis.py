"""The import of CORDIS on generated tables of the shape and size of the real ones: rows a second, memory.

``DATABASE_URL=… python -m benchmarks.cordis [--projects 35000] [--partners 200000] [--objective 2000]``

The database must be an empty one of its own, since everything in it stays. The tables are imported twice: the first
pass writes, the second finds everything unchanged. Peak memory is that of this process, and is also given when a
tenth has been read, so that a growth with the file shows.
"""

import argparse
import csv
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

WORDS = (
    "recycling", "of", "plastics", "hydrogen", "storage", "wind", "turbines", "graphene", "layers", "cluster",
    "partners", "regional", "innovation", "digital", "twin", "sensors", "materials", "batteries", "circular",
    "economy", "health", "soil", "data",
)  # fmt: skip
COUNTRIES = ("PL", "DE", "FR", "ES", "IT", "EL", "UK", "NL", "CZ", "SE")
TYPES = ("PRC", "PRC", "HES", "REC", "PUB", "OTH")
PROJECT = (
    "id;acronym;status;title;startDate;endDate;totalCost;ecMaxContribution;legalBasis;topics;ecSignatureDate;"
    "frameworkProgramme;masterCall;subCall;fundingScheme;nature;objective;contentUpdateDate;rcn;grantDoi"
)
PARTNER = (
    "projectID;projectAcronym;organisationID;vatNumber;name;shortName;SME;activityType;street;postCode;city;country;"
    "nutsCode;geolocation;organizationURL;contactForm;contentUpdateDate;rcn;order;role;ecContribution;"
    "netEcContribution;totalCost;endOfParticipation;active"
)


def write_tables(folder: Path, projects: int, partners: int, objective: int) -> tuple[Path, Path]:
    """Write the two tables, the same for the same arguments; a fifth of the participants are organisations."""
    chance = random.Random(1)
    tables = folder / "project.csv", folder / "organization.csv"
    with tables[0].open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
        file.write(f"{PROJECT}\n")
        for number in range(projects):
            text = " ".join(chance.choices(WORDS, k=objective // 8))
            rows.writerow([
                101_000_000 + number, f"P{number}", "SIGNED", text[:90], "2024-02-01", "2029-01-31", "1499998,00",
                "1499998,00", "HORIZON.2.4", "HORIZON-CL4", "2023-12-15", "HORIZON", "CL4", "CL4", "HORIZON-RIA", "",
                text, "2025-02-24 17:23:14", number, f"10.3030/{number}",
            ])  # fmt: skip
    with tables[1].open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
        file.write(f"{PARTNER}\n")
        for number in range(partners):
            pic = chance.randrange(max(partners // 5, 1))
            project = 101_000_000 + number * projects // partners
            rows.writerow([
                project, "", 900_000_000 + pic, "", f"{WORDS[pic % len(WORDS)].upper()} WORKS {pic}", f"W{pic}",
                "false", TYPES[pic % 6], "", "", f"TOWN {pic % 500}", COUNTRIES[pic % 10], "", "51.98,5.66",
                f"http://www.works{pic}.example.com", "", "2025-02-24 17:23:14", number, 1, "participant", "74652,25",
                "74652,25", "74652,25", "false", "true",
            ])  # fmt: skip
    return tables


def peak() -> float:
    """Return the most memory this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(tables: tuple[Path, Path]) -> str:
    """Import once and return the line of the table."""
    from grono.projects.actions import import_cordis
    from grono.projects.models import CordisImport

    early: list[float] = []

    def hear(record: CordisImport) -> None:
        if record.bytes_done * 10 >= record.bytes_total and not early:
            early.append(peak())

    started, used = time.perf_counter(), time.process_time()
    record = import_cordis(tables, by=None, progress=hear)
    seconds, used = time.perf_counter() - started, time.process_time() - used
    counts = ", ".join(f"{number:,} {name}" for name, number in sorted(record.counts.items()))
    rate = f"{record.rows / seconds:8,.0f} rows/s {seconds:7.1f} s ({used:.1f} s of this process)"
    return f"{rate}  {early[0]:4.0f} → {peak():4.0f} MiB  {counts}"


def main() -> int:
    """Generate, import twice, print."""
    command = argparse.ArgumentParser(description=__doc__)
    command.add_argument("--projects", type=int, default=35_000)
    command.add_argument("--partners", type=int, default=200_000)
    command.add_argument("--objective", type=int, default=2000, help="characters")
    arguments = command.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grono.site.settings")
    import django

    django.setup()
    from grono.projects.models import Project

    if Project.objects.exists():
        print("This database has projects. Use an empty one.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        tables = write_tables(Path(folder), arguments.projects, arguments.partners, arguments.objective)
        print(f"{sum(table.stat().st_size for table in tables) / 1e6:,.0f} MB, {peak():.0f} MiB before")
        for _ in range(2):
            print(measure(tables), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
