"""Markdown as staff write it, made safe."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_PROSE = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "blockquote", "code", "hr"}
TAGS = _PROSE | {"table", "thead", "tbody", "tr", "th", "td"}

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def render(text: str) -> SafeString:
    unsafe = _markdown.render(text)
    clean = nh3.clean(
        unsafe, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"}
    )
    return mark_safe(clean)  # noqa: S308 - just cleaned
