"""Which column of somebody's table is which of ours: names in Polish and English, and what to call ours on a page."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grono.search.lemmas import fold

#: Our columns in the order in which a person thinks of them, as the page names them.
LABELS: Mapping[str, str | Promise] = {
    "name": _("Name"),
    "short_name": _("Short name"),
    "name_en": _("Name in English"),
    "country": _("Country"),
    "town": _("Town"),
    "nip": "NIP",
    "krs": "KRS",
    "vat": _("EU VAT number"),
    "pic": "PIC",
    "website": _("Web site"),
    "helix_sector": _("Helix sector"),
    "activity_type": _("Type of activity (CORDIS)"),
    "nace_codes": _("Activities (NACE or PKD)"),
    "nuts_code": _("Region (NUTS)"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "summary_pl": _("In short, in Polish"),
    "summary_en": _("In short, in English"),
    "description": _("Description"),
    "description_language": _("Language of the description"),
    "offers": _("Offers (codes)"),
    "seeks": _("Seeks (codes)"),
    "source": _("Source of the facts"),
    "slug": _("Address of the page"),
    "demonstration": _("Invented for a demonstration"),
}
_SYNONYMS: Mapping[str, str] = {
    "name": "nazwa, nazwa firmy, pelna nazwa, nazwa pelna, nazwa podmiotu, nazwa organizacji, nazwa czlonka, firma, "
    "organizacja, podmiot, czlonek, company, company name, organisation, organization, organisation name, "
    "organization name, legal name, full name, member",
    "short_name": "nazwa skrocona, skrot, skrot nazwy, nazwa krotka, acronym, akronim, short name",
    "name_en": "nazwa angielska, nazwa po angielsku, nazwa en, english name, name in english, name en",
    "country": "kraj, panstwo, country code, kod kraju, country name",
    "town": "miasto, miejscowosc, siedziba, lokalizacja, city, place, seat, location",
    "nip": "numer nip, nr nip, tax number, tax id, tax identification number",
    "krs": "numer krs, nr krs, krs number, court register",
    "vat": "vat eu, vat ue, nip ue, nip eu, vat number, vat id, numer vat, vatnumber, eu vat",
    "pic": "numer pic, pic number, pic code, participant identification code, organisationid",
    "website": "www, strona, strona www, strona internetowa, adres www, web, web site, url, homepage, "
    "organizationurl, internet",
    "helix_sector": "sektor, sektor helisy, helix, sector, typ organizacji, rodzaj organizacji, organisation type",
    "activity_type": "typ aktywnosci, activity type, activitytype, rodzaj podmiotu cordis",
    "nace_codes": "nace, pkd, kod pkd, kody pkd, kod nace, kody nace, nace code, nace codes, branza pkd",
    "nuts_code": "nuts, kod nuts, region nuts, nuts code, nutscode, nuts3, nuts 3",
    "latitude": "szerokosc geograficzna, szerokosc, lat",
    "longitude": "dlugosc geograficzna, dlugosc, lon, lng, long",
    "summary_pl": "opis krotki, krotki opis, w skrocie, streszczenie, summary pl",
    "summary_en": "short description, in short, summary en, summary",
    "description": "opis, opis dzialalnosci, profil, profil dzialalnosci, about",
    "description_language": "jezyk, jezyk opisu, language",
    "offers": "oferta, oferuje, kompetencje, offer, competences, competencies",
    "seeks": "szuka, potrzeby, poszukuje, needs, looking for",
    "source": "zrodlo, zrodlo danych, data source",
    "slug": "adres strony w grono, identyfikator, id strony",
    "demonstration": "pokazowa, demonstracja",
}


def _plain(name: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in fold(name)).split())


_OURS = {_plain(ours): ours for ours in LABELS} | {
    _plain(synonym): ours for ours, synonyms in _SYNONYMS.items() for synonym in synonyms.split(",")
}


def suggested_mapping(header: Sequence[str]) -> dict[str, str]:
    """Return the file's column for each of ours that a header names, each once, the first that fits."""
    mapping: dict[str, str] = {}
    for theirs in header:
        ours = _OURS.get(_plain(theirs))
        if ours and ours not in mapping:
            mapping[ours] = theirs
    return mapping
