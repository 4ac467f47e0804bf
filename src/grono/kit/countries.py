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
