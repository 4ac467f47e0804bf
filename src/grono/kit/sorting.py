"""Alphabetical order made in Python, because the database compares byte by byte.

The order is that of Polish with the neighbours' letters beside their plain ones: each letter gets a primary weight
(a < ą < b …, č beside c), so that a list of Polish, Czech and German names reads as people expect.
"""

import unicodedata

_ALPHABET = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
_WEIGHTS = {letter: index * 2 + 0x40 for index, letter in enumerate(_ALPHABET)}
_FOLDED = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "þ": "th", "ı": "i"}
_SPACE, _OTHER, _BEYOND = 0x02, 0x03, 0xF0


def sort_key(text: str) -> bytes:
    """Return bytes whose order is the alphabetical order of ``text`` (at most 120 bytes)."""
    key = bytearray()
    for letter in text.strip().casefold():
        key += _weights(letter)
        if len(key) >= 120:
            break
    return bytes(key[:120])


def _weights(letter: str) -> bytes:
    if letter in _WEIGHTS:
        return bytes([_WEIGHTS[letter]])
    if letter in _FOLDED:
        return bytes(_WEIGHTS[plain] for plain in _FOLDED[letter])
    if letter.isdigit() and letter.isascii():
        return bytes([0x10 + int(letter)])
    if letter.isspace():
        return bytes([_SPACE])
    plain = unicodedata.normalize("NFD", letter)[0]
    if plain in _WEIGHTS:
        return bytes([_WEIGHTS[plain] + 1])
    if letter.isalpha():
        return bytes([_BEYOND]) + letter.encode()
    return bytes([_OTHER])
