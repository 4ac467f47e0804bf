"""Files of topic records: JSON lines, a JSON array, or an object that holds the array, each also gzipped.

Nothing is believed: the file is read as a stream, what it unpacks to and the length of one record are limited.
"""

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from grono.kit.imports import Fault

MOST_UNPACKED = 1024 * 1024 * 1024
LONGEST_RECORD = 4 * 1024 * 1024
#: Names under which an object may hold the array of records.
LISTS = ("results", "topics", "items", "data")
_GZIP = b"\x1f\x8b"
_CHUNK = 256 * 1024


class TopicFileError(Exception):
    """The file cannot be read at all, or not to its end; ``fault`` says where and why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def records_of(path: Path) -> Iterator[tuple[int, Any]]:
    """Yield each record with its number: the line in a file of JSON lines, else its place in the array from 1.

    What stands on a line that is no JSON is yielded as the ``ValueError`` that says so. Raises ``TopicFileError`` when
    the file is missing, is no text or no JSON, or breaks off.
    """
    try:
        with _text(path) as text:
            stream = _Stream(text)
            if stream.begins_with_lines():
                yield from _lines(stream)
            else:
                yield from enumerate(_elements(stream), start=1)
    except FileNotFoundError:
        raise TopicFileError(Fault(path.name, 0, "", _("there is no such file"))) from None
    except UnicodeDecodeError:
        raise TopicFileError(Fault(path.name, 0, "", _("the file is not text in UTF-8"))) from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise TopicFileError(Fault(path.name, 0, "", _("the gzipped file is damaged or breaks off"))) from None
    except _BrokenFile as error:
        raise TopicFileError(Fault(path.name, error.record, "", str(error))) from None


class _BrokenFile(Exception):
    """What is wrong with the file, and at which record."""

    def __init__(self, rule: str, record: int = 0) -> None:
        super().__init__(rule)
        self.record = record


@contextmanager
def _text(path: Path) -> Iterator[IO[str]]:
    with path.open("rb") as plain:
        is_gzip = plain.read(2) == _GZIP
        plain.seek(0)
        binary: Any = gzip.GzipFile(fileobj=plain) if is_gzip else plain
        with io.TextIOWrapper(binary, encoding="utf-8-sig") as text:
            yield text


class _Stream:
    """A text of which only the part at hand is kept; ``at`` is where reading stands in it."""

    def __init__(self, source: IO[str]) -> None:
        self.source, self.text, self.at, self.ended, self.read = source, "", 0, False, 0
        self.decoder = json.JSONDecoder()

    def more(self, least: int = _CHUNK) -> bool:
        """Read on; tell whether there was anything."""
        part = self.source.read(least)
        self.text, self.at = self.text[self.at :] + part, 0
        self.ended = not part
        self.read += len(part)
        if self.read > MOST_UNPACKED:
            raise _BrokenFile(_("the file unpacks to more than %(most)d MB") % {"most": MOST_UNPACKED // 2**20})
        return bool(part)

    def peek(self) -> str:
        """Return the next character that is no space, or nothing at the end."""
        while True:
            while self.at < len(self.text):
                if not self.text[self.at].isspace():
                    return self.text[self.at]
                self.at += 1
            if not self.more():
                return ""

    def take(self, wanted: str, record: int = 0) -> None:
        """Pass over one character that must stand there."""
        if self.peek() != wanted:
            raise _BrokenFile(_("“%(wanted)s” is missing here; the file breaks off or is no JSON") % locals(), record)
        self.at += 1

    def value(self, record: int = 0) -> Any:
        """Return the JSON value that begins here."""
        self.peek()
        while True:
            try:
                value, end = self.decoder.raw_decode(self.text, self.at)
            except ValueError as error:
                rule = _("this is no JSON: %(reason)s") % {"reason": error.msg if hasattr(error, "msg") else error}
            else:
                if end < len(self.text) or self.ended:  # a number may go on beyond what has been read
                    self.at = end
                    return value
                rule = ""
            waiting = len(self.text) - self.at
            if waiting > LONGEST_RECORD or self.ended:
                raise _BrokenFile(rule, record)
            self.more(max(_CHUNK, waiting))

    def line(self) -> str | None:
        """Return the rest of the line, or ``None`` at the end of the file."""
        while (end := self.text.find("\n", self.at)) < 0:
            if len(self.text) - self.at > LONGEST_RECORD:
                raise _BrokenFile(_("a line is longer than %(most)d MB") % {"most": LONGEST_RECORD // 2**20})
            if not self.more():
                end = len(self.text)
                break
        line, self.at = self.text[self.at : end], end + 1
        return line if line or self.at <= len(self.text) else None

    def begins_with_lines(self) -> bool:
        """Tell whether the file has one JSON object a line: the first line is a whole one that holds no list."""
        if self.peek() != "{":
            if not self.text.strip():
                raise _BrokenFile(_("the file is empty"))
            return False
        while "\n" not in self.text[self.at :] and len(self.text) - self.at <= LONGEST_RECORD and self.more():
            pass
        first = self.text[self.at :].partition("\n")[0]
        try:
            value = self.decoder.decode(first.strip())
        except ValueError:
            return not _spread_over_lines(first)
        return not any(isinstance(value.get(name), list) for name in LISTS)


def _spread_over_lines(first: str) -> bool:
    """Tell whether a first line that is no JSON is the beginning of an object printed over several lines."""
    stripped = first.strip()
    return stripped == "{" or not stripped.endswith("}")


def _lines(stream: _Stream) -> Iterator[tuple[int, Any]]:
    number = 0
    while (line := stream.line()) is not None:
        number += 1
        if line.strip():
            try:
                yield number, json.loads(line)
            except ValueError as error:
                yield number, error


def _elements(stream: _Stream) -> Iterator[Any]:
    """Yield the elements of the array that the file is, or that an object in it holds."""
    if stream.peek() == "{":
        _go_to_list(stream)
    stream.take("[")
    number = 0
    while stream.peek() != "]":
        if number:
            stream.take(",", number)
        number += 1
        yield stream.value(number)
    stream.take("]")


def _go_to_list(stream: _Stream) -> None:
    """Pass over an object's other values until its list of records begins."""
    stream.take("{")
    while stream.peek() == '"':
        name = stream.value()
        stream.take(":")
        if name in LISTS and stream.peek() == "[":
            return
        stream.value()
        if stream.peek() == ",":
            stream.take(",")
    raise _BrokenFile(
        _("the file holds no list of topics; it may stand under: %(names)s") % {"names": ", ".join(LISTS)}
    )
