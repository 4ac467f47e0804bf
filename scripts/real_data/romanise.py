"""Write Bulgarian, Greek, Macedonian, Serbian and Ukrainian names in Latin letters.

National systems: Bulgaria 2009, ELOT 743 (without the rare digraphs), Serbian and Macedonian Latin, Ukraine 2010.
"""

import re

CYRILLIC = dict(zip("абвгдезиклмнопрстуфх", "abvgdeziklmnoprstufh", strict=True)) | {"ж": "zh", "ц": "ts"}
GAJ = CYRILLIC | {"ж": "ž", "ц": "c", "ч": "č", "ш": "š", "ј": "j", "љ": "lj", "њ": "nj", "џ": "dž"}
TABLES = {
    "BG": CYRILLIC | {"й": "y", "ч": "ch", "ш": "sh", "щ": "sht", "ъ": "a", "ь": "y", "ю": "yu", "я": "ya"},
    "MK": GAJ | {"ѓ": "gj", "ѕ": "dz", "ќ": "kj"},
    "RS": GAJ | {"ђ": "đ", "ћ": "ć"},
    "UA": CYRILLIC
    | {"г": "h", "ґ": "g", "є": "ie", "и": "y", "і": "i", "ї": "i", "й": "i", "х": "kh", "ч": "ch", "ш": "sh"}
    | {"щ": "shch", "ь": "", "ю": "iu", "я": "ia", "'": "", "’": ""},
    "EL": dict(zip("αβγδεζηθικλμνξοπρστυφχψως", "avgdezi_iklmnxoprstyf__os", strict=True))
    | {"θ": "th", "χ": "ch", "ψ": "ps"}
    | dict(zip("άέήίόύώϊϋΐΰ", "aeiioyoiyiy", strict=True)),
}
ADJUSTMENTS = {  # what a later letter changes: София → Sofia, Λευκάδα → Lefkada
    "BG": (r"iya$", "ia"),
    "EL": (r"(?<=[ae])v(?=[kxpst]|ch)", "f"),
}
INITIALS = {"UA": {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}}
DIGRAPHS = {
    "UA": {"зг": "zgh"},
    "EL": {"ου": "ou", "ού": "ou", "αυ": "av", "αύ": "av", "ευ": "ev", "εύ": "ev", "γγ": "ng", "γκ": "gk"},
}


def romanise(name: str, country: str) -> str:
    """Return the name in Latin letters; names without Greek or Cyrillic letters come back as they are."""
    if country not in TABLES or not re.search(r"[\u0370-\u03ff\u0400-\u04ff]", name):
        return name
    return re.sub(r"[\u0370-\u03ff\u0400-\u04ff'’]+", lambda word: _word(word.group(), country), name)


def _word(word: str, country: str) -> str:
    lower = word.lower()
    latin = ""
    while lower:
        digraph = DIGRAPHS.get(country, {}).get(lower[:2])
        initial = None if latin else INITIALS.get(country, {}).get(lower[0])
        latin += digraph or initial or TABLES[country].get(lower[0], lower[0])
        lower = lower[2 if digraph else 1 :]
    if country in ADJUSTMENTS:
        latin = re.sub(*ADJUSTMENTS[country], latin)
    return latin[:1].upper() + latin[1:] if word[0].isupper() else latin
