"""Names of countries in the languages of the site."""

import gettext
from functools import cache

import pycountry


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True)


@cache
def country_name(code: str, language: str) -> str:
    """Return the usual name of a country (``XK`` is Kosovo); an unknown code comes back as it is."""
    if code == "XK":
        return "Kosowo" if language == "pl" else "Kosovo"
    found = pycountry.countries.get(alpha_2=code)
    if found is None:
        return code
    name = getattr(found, "common_name", found.name)
    return _catalogue(language).gettext(name)


def is_country(code: str) -> bool:
    """Tell whether a two-letter code is in ISO 3166 (or Kosovo's user-assigned ``XK``)."""
    return code == "XK" or pycountry.countries.get(alpha_2=code) is not None


#: Codes and names that public tables use and ISO 3166 does not know by themselves.
_OTHER_NAMES = {
    "EL": "GR", "UK": "GB", "XI": "GB", "KOSOVO": "XK", "KOSOWO": "XK", "GREAT BRITAIN": "GB", "ENGLAND": "GB",
    "SCOTLAND": "GB", "WALES": "GB", "NORTHERN IRELAND": "GB", "WIELKA BRYTANIA": "GB", "HOLLAND": "NL",
    "THE NETHERLANDS": "NL", "HOLANDIA": "NL", "CZECHY": "CZ", "CZECH REPUBLIC": "CZ", "REPUBLIKA CZESKA": "CZ",
    "MACEDONIA": "MK", "RUSSIA": "RU", "ROSJA": "RU", "TURKEY": "TR", "TURCJA": "TR", "USA": "US", "U.S.A.": "US",
    "STANY ZJEDNOCZONE": "US", "SOUTH KOREA": "KR", "KOREA POŁUDNIOWA": "KR", "MOLDOVA": "MD", "MOŁDAWIA": "MD",
    "VIETNAM": "VN", "WIETNAM": "VN", "RP": "PL", "RZECZPOSPOLITA POLSKA": "PL",
}  # fmt: skip
_NAMING_LANGUAGES = ("pl", "de", "cs", "sk", "uk", "lt", "lv", "et", "hu", "fr", "es", "it", "pt", "nl", "sv", "ro")


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


@cache
def _codes_by_name() -> dict[str, str]:
    codes: dict[str, str] = {}
    for country in pycountry.countries:
        names = [getattr(country, name, "") for name in ("name", "common_name", "official_name")]
        translated = [_catalogue(language).gettext(name) for language in _NAMING_LANGUAGES for name in names if name]
        for name in (country.alpha_2, country.alpha_3, *filter(None, names), *translated):
            codes.setdefault(_plain(name), country.alpha_2)
    return codes | {_plain(name): code for name, code in _OTHER_NAMES.items()}


def country_code(text: str) -> str | None:
    """Return the ISO 3166 code of a country as tables write it, or ``None``.

    Understood are codes of two and three letters, the Union's ``EL`` and ``UK``, and names in English, Polish and
    the languages of Europe: ``Spain``, ``Polska``, ``Deutschland``.
    """
    return "XK" if text.strip().upper() == "XK" else _codes_by_name().get(_plain(text))
