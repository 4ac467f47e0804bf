"""What a form says about a proposal, apart from any record: the one shape in which texts and answers are saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from grono.congress.models import Track
from grono.directory.models import Organisation
from grono.projects.models import Innovation, Project
from grono.proposals.models import ProposalType


@dataclass(frozen=True)
class Content:
    """The content of a proposal.

    ``title`` and ``abstract`` hold a text for each language. ``answers`` maps codes of questions to what
    ``Answer.value`` keeps: a text, a number, a truth, a day as ISO text, a code of an option or a list of codes.
    ``files`` maps codes to a new file, or to ``False`` to remove the one there is.
    """

    type: ProposalType
    minutes: int
    language: str
    title: Mapping[str, str]
    abstract: Mapping[str, str] = field(default_factory=dict)
    track: Track | None = None
    note: str = ""
    organisation: Organisation | None = None
    project: Project | None = None
    innovation: Innovation | None = None
    equipment: tuple[str, ...] = ()
    expected: int = 0
    answers: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, UploadedFile | bool] = field(default_factory=dict)


#: Fields of a proposal that are written as they stand in the content.
PLAIN = ("type", "minutes", "language", "track", "note", "organisation", "project", "innovation", "expected")
