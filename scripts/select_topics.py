"""Make the calls of the demo data out of the collection of topic records of the EU Funding & Tenders portal.

Run from the root of the project:

    python scripts/select_topics.py FILE

FILE is the collection, one JSON object a line, gzipped. Taken are topics still open on the day of the demonstration
whose part of the work programme or title suits the clusters in it, and some earlier ones of as many programmes as
possible, so that the list has closed ones too. The records are copied as they stand, dirt included (the import cleans
them), without the fields that nobody reads. The result goes to ``src/grono/demo/data/real/topics.jsonl.gz``; running it
twice gives the same bytes.
"""

import argparse
import gzip
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

OUT = Path(__file__).parent.parent / "src/grono/demo/data/real/topics.jsonl.gz"
DAY = "2027-05-19"
#: Parts of the work programme whose open topics are all taken: energy, transport, food, environment, health, cities.
WHOLE = re.compile(
    r"HORIZON-(?:CID-2027|CL5-2027|CL6-2027|HLTH-2027|MISS-2027-0[346]|NEB-2027|EIE-2027|CL3-2027-02"
    r"|WIDERA-2027-01|MSCA-2027-(?:DN|PF)|CL2-2027-01-HERITAGE-0[356])"
)
THEMES = re.compile(
    r"\b(?:circular|recycl|plastic|waste|packag|food|crop|soil|farm|bio-?based|biotech|energy|batter|hydrogen|heat"
    r"|health|medic|digital|skills|SME|mobility|transport|rail|harbour|logistic|construction|building|renovation|textile"
    r"|wood|forest|interregional|steel|coal|material|manufactur|robot|cluster|region|start-?up|town|vocational|clean|city|cities)",
    re.IGNORECASE,
)
#: Defence, nuclear energy, infrastructure and tasks of agencies: nothing for the clusters of the demonstration.
UNSUITABLE = re.compile(r"European Defence|Euratom|EU Agencies|Technical assistance|Connecting Europe|Pilot Projects")
#: How many earlier topics are taken of one programme and one type of action.
EARLIER = 4
DROPPED = ("supportInfo", "qnaUrl", "updatesUrl", "stage", "submissionProcedure")


def chosen(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the records of the demonstration in the order of their identifiers."""
    records = sorted(records, key=lambda record: record["topicId"])
    taken = [record for record in records if record["deadline"] > DAY and WHOLE.match(record["topicId"])]
    of_kind: Counter[tuple[str, str]] = Counter()
    for record in records:
        kind = (record["programme"], record["typesOfAction"])
        suits = bool(THEMES.search(record["title"]) and record["description"]) and "-CL2-" not in record["topicId"]
        suits = suits and not UNSUITABLE.search(record["programme"])
        if record["deadline"] <= DAY and suits and of_kind[kind] < EARLIER:
            of_kind[kind] += 1
            taken.append(record)
    return sorted(taken, key=lambda record: record["topicId"])


def main() -> None:
    """Write the selection."""
    parser = argparse.ArgumentParser(description="Make the calls of the demo data.")
    parser.add_argument("source", type=Path, help="the collection of topic records, gzipped JSON lines")
    with gzip.open(parser.parse_args().source, "rt", encoding="utf-8") as lines:
        records = chosen([json.loads(line) for line in lines])
    kept = ({name: value for name, value in record.items() if name not in DROPPED} for record in records)
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in kept)
    OUT.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    print(f"{len(records)} topics, {OUT.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
