"""Texts of the EU portal made readable: markup remnants out, paragraphs back.

The portal's texts are web pages whose tags were cut out together with the line breaks, so that a paragraph runs into
the next (``… for citizens.Proposals should …``, ``Expected Outcome:Project results …``). Breaks are put back where the
join shows: at headings, at a sentence that ends without a space, at a list item without a full stop. Words are never
changed.
"""

import html
import re
from collections.abc import Callable

from grono.kit.mojibake import mended

#: Headings of the portal, which stand before the text with a colon and no space.
HEADINGS = (
    "Expected Outcome", "Expected Outcomes", "Expected Impact", "Expected Impacts", "Scope", "Objective", "Objectives",
    "Specific Challenge", "Specific objectives", "Specific topic conditions", "Targeted activities",
    "Description of the activities to be funded",
)  # fmt: skip
_TAGS_THAT_BREAK = re.compile(r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|table)\b[^<>]{0,500}>", re.IGNORECASE)
_TAGS = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_TORN_TAG = re.compile(r'"\s*>\s*(?=[A-Z])')
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200f\u2060\ufeff\ufdd0-\ufdef\ufffe\uffff]")
_BULLETS = re.compile(r"\s*[\uf000-\uf0ff•▪·](?=\s*\w)\s*")
_NULLS = re.compile(r"(?<=[.)\];:”’\w])\s*\bnull\s*(?=[A-Z])|(?<=[.)\]])null(?=[A-Z])")
_PLACEHOLDER = re.compile(r"\s*please add a contact e-mail or url\s*", re.IGNORECASE)
_HEADING = re.compile(rf"(?:(?<=^)|(?<=[\s.;:)\]”’a-z]))({'|'.join(HEADINGS)}):(?=\s*\S)")
_SENTENCE_JOIN = re.compile(
    r"(?:(?<=[a-zà-ÿ0-9)\]”’%])|(?<=[A-Za-z][A-Z])|(?<=Annex [A-Z])) ?([.;:!?])(?=[A-Z“‘(\[][\w\s“‘(])(?!\[\d)"
    r"|(?<=[a-z)\]])([;:])(?=[a-z]{2})"
)
_BRACKET_JOIN = re.compile(r"(?<=[a-z0-9A-Z.\]])([)\]])(?=[A-Z][a-z])")
#: Words with which sentences and list items begin, where a word that ends in capitals or a name would not tell.
_STARTERS = (
    "The|This|These|Those|In|To|For|If|It|As|At|By|On|An|All|Each|Both|Where|When|While|Through|Because|Proposals|"
    "Projects|Activities|Actions|Applicants|Applications|Beneficiaries|Eligible|Entities|Number|Improved|Increased|"
    "Enhanced|Improve|Increase|Development|Support|Payment|Prize|Participation"
)
_WORD_JOIN = re.compile(rf"(?<=[a-z]{{4}})(?=(?:{_STARTERS})\b)|(?:(?<=\band)|(?<=\bor))(?=[A-Z][a-z])")
_LOWER_WORD_JOIN = re.compile(r"(?<![A-Za-z/._=?&@-])([a-z]{4,})([A-Z][a-z]{2,})")
_FOOTNOTE = re.compile(r"\[(\d{1,3})\]")
_LINKS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
_SPACES = re.compile(r"[ \t\u00a0\u202f\u2009]+")


def one_line(text: str) -> str:
    """Return a short text (a title, a keyword) without markup, in one line with single spaces."""
    return " ".join(without_markup(text).split())


def readable(text: str) -> str:
    """Return a long text as paragraphs with an empty line between; a heading is a paragraph that ends in a colon."""
    return paragraphs(with_breaks(without_markup(text)))


def paragraphs(text: str) -> str:
    """Return the lines of a text that hold something as paragraphs with an empty line between."""
    lines = (_SPACES.sub(" ", line).strip() for line in text.splitlines())
    return "\n\n".join(line for line in lines if line)


def without_markup(text: str) -> str:
    """Take out tags, torn tags, entities, invisible characters, empty placeholders; mend a wrong encoding."""
    text = _TAGS_THAT_BREAK.sub("\n", text)
    text = mended(html.unescape(_TAGS.sub("", text)))
    text = _INVISIBLE.sub("", text.replace("\r", "\n").replace("\u2028", "\n"))
    return _PLACEHOLDER.sub("", _TORN_TAG.sub("\n", text))


def with_breaks(text: str) -> str:
    """Put line breaks back at headings, sentences and items that run into each other, and before footnotes."""
    text = _NULLS.sub("\n", text)
    text = _BULLETS.sub("\n• ", text)
    text = _HEADING.sub(r"\n\1:\n", text)
    return _with_footnotes(_outside_links(_joins_broken, text))


def _joins_broken(text: str) -> str:
    text = _SENTENCE_JOIN.sub("\\1\\2\n", text)
    text = _BRACKET_JOIN.sub("\\1\n", text)
    text = _LOWER_WORD_JOIN.sub("\\1\n\\2", text)
    return _WORD_JOIN.sub("\n", text)


def _outside_links(change: Callable[[str], str], text: str) -> str:
    """Change a text, but leave web and mail addresses in it as they are."""
    parts: list[str] = []
    end = 0
    for link in _LINKS.finditer(text):
        parts += (change(text[end : link.start()]), link[0])
        end = link.end()
    return "".join((*parts, change(text[end:])))


def _with_footnotes(text: str) -> str:
    """Begin a paragraph with each footnote: where a mark such as ``[1]`` stands for the second time."""
    seen: set[str] = set()

    def mark(found: re.Match[str]) -> str:
        if found[1] in seen:
            return f"\n{found[0]}"
        seen.add(found[1])
        return found[0]

    return _FOOTNOTE.sub(mark, text)
