"""The congress of the tutorial is one that Grono accepts."""

import re
from pathlib import Path

from docs.pages import read
from grono.site.folder.checking import check_folder
from grono.site.folder.reading import read_folder


def test_tutorial_files_pass_every_check(tmp_path: Path) -> None:
    page = read("tutorial/first-congress.md")
    files = re.findall(r"^`(\w+\.csv)`.*?:\n\n```\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    for name, text in files:
        (tmp_path / name).write_text(text, encoding="utf-8")
    folder = read_folder(tmp_path)
    check_folder(folder, {"organisations": set(), "competences": set()})
    assert [str(fault) for fault in folder.faults] == []
    assert {name: len(folder.good(name)) for name in ("sessions", "participants", "requests")} == {
        "sessions": 5,
        "participants": 6,
        "requests": 6,
    }
