"""Codes of the NUTS classification: each level adds one character to the two letters of the country."""

#: Countries whose NUTS code is not their code of ISO 3166.
_ISO = {"EL": "GR", "UK": "GB"}
_NUTS = {iso: nuts for nuts, iso in _ISO.items()}


def country_of(code: str) -> str:
    """Return the country of a region in ISO 3166 (``EL303`` lies in ``GR``)."""
    return _ISO.get(code[:2], code[:2])


def country_region(iso: str) -> str:
    """Return the NUTS code of a country, which is a region of level 0."""
    return _NUTS.get(iso, iso)


def level_of(code: str) -> int:
    """Return the level: 0 for a country, 3 for the smallest regions."""
    return len(code) - 2


def ancestors_of(code: str) -> list[str]:
    """Return the codes of the regions around a region, the country first."""
    return [code[:length] for length in range(2, len(code))]


def region_number(code: str) -> int:
    """Return a number that stands for a code where records are known by numbers (the search): its value in base 36."""
    return int(code, 36)


def region_of_number(number: int) -> str:
    """Return the code for which a number stands."""
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit] + digits
    return digits
