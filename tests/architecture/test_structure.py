"""Rules of the code base that no linter knows."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "grono"
LONGEST_FILE = 400


def _sources() -> list[Path]:
    return [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]


def _templates() -> list[Path]:
    return list(PACKAGE.rglob("*.html"))


def test_files_stay_short_enough_to_hold_in_the_head():
    long_files = {
        path.relative_to(ROOT).as_posix(): lines
        for path in _sources()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long_files == {}


def test_no_module_is_a_junk_drawer():
    junk = {"utils.py", "helpers.py", "common.py", "misc.py"}
    assert [path for path in _sources() if path.name in junk] == []


def test_templates_carry_no_inline_style_or_script():
    # A block of application/ld+json is data: no browser runs it and the policy lets it pass.
    inline = re.compile(
        r"<style|\sstyle=|<script(?![^>]*\s(?:src=|type=\"application/ld\+json\"))|\son\w+=\"", re.IGNORECASE
    )
    found = {
        path.relative_to(ROOT).as_posix(): inline.findall(text)
        for path in _templates()
        if inline.search(text := path.read_text(encoding="utf-8"))
    }
    assert found == {}


def test_partials_begin_with_an_underscore_and_live_in_components_or_their_module():
    included = re.compile(r"{%\s*include\s+\"([^\"]+)\"")
    names = {name for path in _templates() for name in included.findall(path.read_text(encoding="utf-8"))}
    assert sorted(name for name in names if not name.rsplit("/", 1)[-1].startswith("_")) == []


def test_every_folder_of_the_package_says_what_it_is_for():
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in PACKAGE.rglob("__init__.py")
        if "migrations" not in path.parts and not path.read_text(encoding="utf-8").lstrip().startswith('"""')
    ]
    assert silent == []


def test_nothing_in_the_repository_names_a_machine_path():
    machine = re.compile(r"/(?:work|root|home/\w+)/")
    text_files = [
        path
        for folder in ("src", "tests", "docs", "benchmarks", "scripts")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".md", ".html", ".css", ".csv", ".sh", ".toml"} and path != Path(__file__)
    ]
    found = [
        path.relative_to(ROOT).as_posix() for path in text_files if machine.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
