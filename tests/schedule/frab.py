"""The published schemas of the frab schedule, read where they lie beside the project."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "fixtures" / "frab-schedule"
XSD = FOLDER / "xsd" / "schedule.xml.xsd"
SCHEMA = FOLDER / "json" / "schema.json"
EXAMPLES = FOLDER / "json" / "examples"

#: Why the tests that need them are left out where they are absent.
ABSENT = pytest.mark.skipif(not FOLDER.is_dir(), reason="needs the frab-schedule schemas beside the project")
