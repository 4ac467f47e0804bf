"""What two records of one organisation have in common."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from grono.search.lemmas import fold

#: Legal forms that are written, shortened or left out, in folded letters; longer ones first.
_FORMS = (
    "spolka z ograniczona odpowiedzialnoscia spolka komandytowa", "spolka z ograniczona odpowiedzialnoscia",
    "sp z o o spolka komandytowa", "spolka komandytowa", "spolka akcyjna", "spolka jawna", "spolka cywilna",
    "prosta spolka akcyjna", "sp z o o sp k", "sp z o o", "spzoo", "sp j", "sp k", "s c", "s a", "p s a", "psa", "sa",
    "gmbh co kg", "gesellschaft mit beschrankter haftung", "gmbh", "ug haftungsbeschrankt", "mbh", "ag", "kg", "ev",
    "e v", "s r o", "sro", "a s", "as", "spol s r o", "uab", "ab", "oy", "oyj", "aps", "bv", "b v", "nv", "n v", "ltd",
    "limited", "llc", "inc", "plc", "sas", "s a s", "sarl", "s a r l", "srl", "s r l", "spa", "s p a", "sl", "s l",
    "slu", "s l u", "lda", "kft", "zrt", "ood", "eood", "doo", "d o o", "tov", "fundacja", "stowarzyszenie",
)  # fmt: skip
_ENDING = re.compile(rf"(?: (?:{'|'.join(sorted(_FORMS, key=len, reverse=True))}))+$")
_BEGINNING = re.compile(r"^(?:fundacja|stowarzyszenie|uab|tov) ")
_DEMONSTRATION = re.compile(r"\((?:pokazowa|pokazowy|pokazowe|demonstration)\)")
#: Hosts on which many organisations have their page.
SHARED_HOSTS = frozenset(
    {
        "facebook.com", "linkedin.com", "sites.google.com", "instagram.com", "youtube.com", "github.com", "gov.pl",
        "twitter.com", "x.com", "europa.eu",
    }
)  # fmt: skip


@lru_cache(maxsize=200_000)
def core_name(name: str) -> str:
    """Return a name without accents, punctuation and legal form: ``Łuna Sp. z o.o.`` is ``luna``."""
    plain = " ".join(re.sub(r"[\W_]+", " ", _DEMONSTRATION.sub(" ", fold(name))).split())
    return _BEGINNING.sub("", _ENDING.sub("", plain)) or plain


def website_host(address: str) -> str:
    """Return the host of a web address without ``www.``; empty for hosts that many share."""
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    return "" if host in SHARED_HOSTS else host


def tax_number(vat: str, nip: str) -> str:
    """Return the number by which the tax office knows an organisation, with the prefix of the country."""
    return vat or (f"PL{nip}" if nip else "")
