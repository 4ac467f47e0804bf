"""What a call asks for, point by point, out of its text."""

import re

SHORTEST, LONGEST = 60, 400  # characters
#: How paragraphs begin that speak of the application and not of the work.
_FORMAL = re.compile(
    r"(project results|the topic|this topic|this destination|activities are expected|clustering with|applicants|"
    r"the commission|see |in line with|successful proposals|proposals (are|should build))",
    re.IGNORECASE,
)


def points_of(text: str) -> list[str]:
    """Return the paragraphs that say something of their own, each once and none longer than ``LONGEST`` characters.

    Headings end in a colon and are left out, as are paragraphs about applying, which are the same for many calls.
    """
    lines = dict.fromkeys(line.strip() for line in text.splitlines())
    telling = (line for line in lines if len(line) >= SHORTEST and not line.endswith(":") and not _FORMAL.match(line))
    return [line[:LONGEST] for line in telling]
