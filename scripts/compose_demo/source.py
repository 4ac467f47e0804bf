"""Reads the hand-written tables and phrases of this package."""

import re
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
LANGUAGES = ("pl", "en", "de", "cs", "uk")


def lines(path: str) -> list[str]:
    """Return the lines of a file that are neither empty nor comments."""
    text = (HERE / path).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def table(name: str) -> list[list[str]]:
    """Return the rows of `tables/<name>.txt`, cells separated by `|`."""
    return [line.split("|") for line in lines(f"tables/{name}.txt")]


@dataclass(frozen=True)
class Competence:
    """One entry of the vocabulary with its labels and, by language, its two offers and two seeks.

    `public` says which seek phrase suits a public or civic body (`first`, `second`, `either`, or `no`: neither).
    """

    code: str
    branch: str
    public: str
    labels: dict[str, str]
    offers: dict[str, list[str]] = field(default_factory=dict)
    seeks: dict[str, list[str]] = field(default_factory=dict)


def competences() -> dict[str, Competence]:
    """Return the vocabulary by code, in the order of the table."""
    found = {
        code: Competence(code, branch, public, dict(zip(LANGUAGES, labels, strict=True)))
        for code, branch, public, *labels in table("competences")
    }
    for language in LANGUAGES:
        phrases = lines(f"words/phrases_{language}.txt")
        for start in range(0, len(phrases), 5):
            code, *four = phrases[start : start + 5]
            found[code].offers[language] = four[:2]
            found[code].seeks[language] = four[2:]
    return found


def plans(language: str) -> dict[str, list[str]]:
    """Return the sentence plans of a language by section (`[offer]`, `[seek]`, …)."""
    sections: dict[str, list[str]] = {}
    for line in lines(f"words/plans_{language}.txt"):
        if heading := re.fullmatch(r"\[(.+)\]", line):
            sections[heading[1]] = []
        else:
            sections[list(sections)[-1]].append(line)
    return sections


@dataclass(frozen=True)
class Talk:
    """A session as written by hand, before anyone is cast for it."""

    code: str
    kind: str
    track: str
    language: str
    interpretation: list[str]
    minutes: int
    expected: int
    equipment: list[str]
    competences: list[str]
    options: dict[str, str]
    texts: dict[str, str]


def talks() -> list[Talk]:
    """Return all sessions in the order of the three tables; codes run S01, S02, …."""
    blocks = [block for part in (1, 2, 3) for block in _blocks(f"tables/sessions_{part}.txt")]
    return [_talk(f"S{number:02}", block) for number, block in enumerate(blocks, 1)]


def _blocks(path: str) -> list[list[str]]:
    """Cut a file of sessions into blocks of five lines."""
    rows = lines(path)
    return [rows[start : start + 5] for start in range(0, len(rows), 5)]


def _talk(code: str, block: list[str]) -> Talk:
    """Build a session from its heading line and its four texts."""
    kind, track, language, interpretation, minutes, expected, equipment, wanted, options = block[0].split("|")
    return Talk(
        code=code,
        kind=kind,
        track=track,
        language=language,
        interpretation=interpretation.split(),
        minutes=int(minutes),
        expected=int(expected),
        equipment=equipment.split(),
        competences=wanted.split(),
        options=dict(option.split("=", 1) for option in options.split()),
        texts=dict(zip(("title_pl", "abstract_pl", "title_en", "abstract_en"), block[1:], strict=True)),
    )
