"""Markdown that people write, turned into HTML that cannot do harm."""

import nh3
from markdown_it import MarkdownIt

_RENDERER = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "code", "pre", "h3", "h4", "table", "thead",
         "tbody", "tr", "th", "td", "hr"}  # fmt: skip


def to_html(text: str) -> str:
    """Return sanitised HTML; links get ``rel="noopener nofollow"`` and only http, https, mailto."""
    return nh3.clean(
        _RENDERER.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    )
