"""The XML in which CORDIS publishes one project a file, in the namespace ``http://cordis.europa.eu``.

Persons that a file names (principal investigators, fellows) are never read.
"""

from collections.abc import Iterator
from typing import IO, Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from grono.projects.choices import CordisRule
from grono.projects.formats.cordis_rows import CordisRow

NAMESPACE = "{http://cordis.europa.eu}"
#: The largest projects take two megabytes.
LARGEST_FILE = 20_000_000
_PROJECT_TEXTS = (
    "id", "acronym", "title", "objective", "startDate", "endDate", "ecSignatureDate", "status", "totalCost",
    "ecMaxContribution", "contentUpdateDate",
)  # fmt: skip
_PARTNER_TEXTS = {
    "organisationID": "id", "vatNumber": "vatNumber", "name": "legalName", "shortName": "shortName",
    "city": "address/city", "country": "address/country", "organizationURL": "address/url",
    "geolocation": "address/geolocation",
    "activityType": "relations/categories/category[@classification='organizationActivityType']/code",
    "nutsCode": "relations/regions/region[@type='relatedNutsCode']/nutsCode",
}  # fmt: skip
_PARTNER_ATTRIBUTES = {
    "role": "type", "order": "order", "ecContribution": "ecContribution", "endOfParticipation": "terminated",
    "SME": "sme",
}  # fmt: skip
_ASSOCIATIONS = "relations/associations/"


def read_project(binary: IO[bytes], file: str, size: int) -> Iterator[tuple[CordisRow, int]]:
    """Yield the project and then its participants, and close the file.

    A file that cannot be read is one row with its fault.
    """
    refused = CordisRow("project", file, 1, {})
    try:
        with binary:
            root = _root(binary) if size <= LARGEST_FILE else None
    except ParseError as error:
        refused.note(CordisRule.NOT_XML, value=error)
    except DefusedXmlException as error:
        refused.note(CordisRule.FORBIDDEN_XML, value=type(error).__name__)
    else:
        if root is not None and root.tag == f"{NAMESPACE}project":
            yield from ((row, size) for row in _rows(root, file))
            return
        if size > LARGEST_FILE:
            refused.note(CordisRule.TOO_BIG, value=size)
        else:
            refused.note(CordisRule.NOT_A_PROJECT, value="" if root is None else root.tag)
    yield refused, size


def _root(binary: IO[bytes]) -> Any:
    """Return the root element. Articles, results and publications are thrown away while they are read."""
    root = None
    for event, element in iterparse(binary, events=("start", "end"), forbid_dtd=True):
        if root is None:
            root = element
        elif event == "end" and element.tag in {f"{NAMESPACE}article", f"{NAMESPACE}result", f"{NAMESPACE}person"}:
            element.clear()
    return root


def _rows(root: Any, file: str) -> Iterator[CordisRow]:
    programme = f"{_ASSOCIATIONS}programme[@type='relatedLegalBasis']"
    topics = _all(root, f"{_ASSOCIATIONS}programme[@type='relatedTopic']/code")
    scheme = "relations/categories/category[@classification='projectFundingSchemeCategory']/code"
    cells = {name: _text(root, name) for name in _PROJECT_TEXTS} | {
        "grantDoi": _text(root, "identifiers/grantDoi"),
        "frameworkProgramme": _text(root, f"{programme}/frameworkProgramme"),
        "legalBasis": _text(root, f"{programme}[@uniqueProgrammePart='true']/code") or _text(root, f"{programme}/code"),
        "topics": ";".join(topics),
        "subCall": _text(root, f"{_ASSOCIATIONS}call[@type='relatedSubCall']/identifier"),
        "fundingScheme": _text(root, scheme),
    }
    yield CordisRow("project", file, 1, cells)
    for number, partner in enumerate(root.iterfind(_path(f"{_ASSOCIATIONS}organization")), start=2):
        given = {name: partner.get(attribute, "") for name, attribute in _PARTNER_ATTRIBUTES.items()}
        given |= {name: _text(partner, path) for name, path in _PARTNER_TEXTS.items()}
        given |= {"projectID": cells["id"], "contentUpdateDate": cells["contentUpdateDate"]}
        yield CordisRow("partner", file, number, given)


def _path(plain: str) -> str:
    return "/".join(f"{NAMESPACE}{step}" for step in plain.split("/"))


def _text(element: Any, path: str) -> str:
    return str(element.findtext(_path(path)) or "")


def _all(element: Any, path: str) -> list[str]:
    return [found.text for found in element.iterfind(_path(path)) if found.text]
