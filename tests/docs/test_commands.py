"""The reference page of commands describes the command line and the Makefile as they are."""

import argparse
import re
from collections.abc import Iterator

import pytest

from docs.pages import ROOT, read, rows, section
from grono.cli import ENGINES, main, parser

PAGE = "reference/commands.md"


def _commands(command: argparse.ArgumentParser, name: str) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yield the commands that do something, with their full names."""
    below = [action for action in command._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield name, command
    for action in below:
        for word, child in action.choices.items():
            yield from _commands(child, f"{name} {word}")


COMMANDS = dict(_commands(parser(), "grono"))


def _arguments(command: argparse.ArgumentParser) -> list[str]:
    actions = [action for action in command._actions if not isinstance(action, argparse._HelpAction)]
    return [word for action in actions for word in action.option_strings or [action.dest.upper()]]


def test_commands_described_are_those_of_the_parser() -> None:
    headings = re.findall(r"^### `(grono [a-z -]+)`$", read(PAGE), re.MULTILINE)
    assert sorted(headings) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_command_arguments_described_are_those_of_the_parser(name: str) -> None:
    described = rows(section(read(PAGE), f"### `{name}`").partition("\n####")[0])
    own = [word.split()[0] for word in described]
    assert own == _arguments(COMMANDS[name])


@pytest.mark.parametrize("engine", ENGINES)
def test_engine_options_are_described(engine: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["solve", engine, "--help"])
    options = set(re.findall(r"--[a-z][a-z-]*", capsys.readouterr().out)) - {"--help"}
    described = section(read(PAGE), f"#### `grono solve {engine}`")
    assert {word.split()[0] for word in rows(described) if word.startswith("--")} == options


def test_make_targets_described_are_those_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):(?!=)", makefile, re.MULTILINE)
    described = [name for name in rows(read(PAGE)) if name.startswith("make ")]
    assert sorted(described) == sorted(f"make {target}" for target in targets)
