"""Text that was written in UTF-8 and read in another encoding: "ÅÃ³dÅº" for "łódź".

Only what is certain is mended: a run of characters whose bytes in the wrong encoding are UTF-8 for letters of Europe
or for typographic marks. What still looks broken afterwards has lost bytes, and nobody can say which.
"""

import re
from functools import cache

#: Encodings in which UTF-8 is read by mistake, and the bytes with which a run may begin there.
_WRONG = ("cp1252", "cp1250", "mac_roman")
_LEADS = (0xC2, 0xC3, 0xC4, 0xC5, 0xE2)
_RIGHT = re.compile(r"[\u00a0-\u017f\u2010-\u2026\u2030-\u203a\u20ac\u2116\u2122]+")
#: A lead byte with a continuation byte behind it, or alone before a space; a lost character; a control character.
_BROKEN = re.compile(r"[ÃÅÄÂĂĹ][\u0080-\u00bf‚„…†‡‰Š‹Œœžš›™]|Å[ÃÅ]|(?<=\w)Â(?=\s|$)|\ufffd|[\u0080-\u009f]|‚Ä|√[≥°©±]")


def looks_broken(text: str) -> bool:
    """Tell whether a text holds marks of a wrong encoding."""
    return not text.isascii() and _BROKEN.search(text) is not None


def mended(text: str) -> str:
    """Return the text with every run put right that is certain, and the rest as it is."""
    if text.isascii():
        return text
    for encoding in _WRONG:
        table = _characters(encoding)
        text = _runs(encoding).sub(lambda run, table=table: _put_right(run[0], table), text)  # type: ignore[misc]
    return text


@cache
def _characters(encoding: str) -> dict[str, int]:
    """Return the byte of each character; control characters, which no encoding writes on purpose, are their bytes."""
    letters = {bytes([byte]).decode(encoding, "ignore"): byte for byte in range(0x80, 0x100)}
    return {chr(byte): byte for byte in range(0x80, 0xA0)} | {
        letter: byte for letter, byte in letters.items() if letter
    }


@cache
def _runs(encoding: str) -> re.Pattern[str]:
    table = _characters(encoding)
    leads = "".join(re.escape(letter) for letter, byte in table.items() if byte in _LEADS)
    others = "".join(re.escape(letter) for letter, byte in table.items() if byte < 0xC0)
    return re.compile(f"(?:[{leads}][{others}]{{1,2}})+")


def _put_right(run: str, table: dict[str, int]) -> str:
    try:
        text = bytes(table[letter] for letter in run).decode("utf-8")
    except UnicodeDecodeError:
        return run
    return text if _RIGHT.fullmatch(text) else run
