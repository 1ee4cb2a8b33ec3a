"""Reading aids as editors write them: ｜漢字《かんじ》 shows かんじ above 漢字."""

import re
from functools import lru_cache

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from consultations import markdown

_AID = re.compile(r"｜([^｜《》<>&\n]{1,40})《([^｜《》<>&\n]{1,60})》")
_RUBY = r"<ruby>\1<rp>（</rp><rt>\2</rt><rp>）</rp></ruby>"
# To Markdown the brackets of an aid are punctuation, beside which ** is not bold; these are letters.
_BEGIN, _BETWEEN, _END = "\ue000", "\ue001", "\ue002"
_MARKS = str.maketrans(dict.fromkeys(_BEGIN + _BETWEEN + _END))
_MARKED = re.compile(rf"{_BEGIN}([^{_BEGIN}{_END}<>&]*){_BETWEEN}([^{_BEGIN}{_END}<>&]*){_END}")
_TAGS = markdown.TAGS | {"ruby", "rt", "rp"}


def without(text: str) -> str:
    return _AID.sub(r"\1", text)


@lru_cache(maxsize=256)
def render(text: str) -> SafeString:
    """Markdown with reading aids, made safe. The same few answers are given over and over."""
    marked = _AID.sub(rf"{_BEGIN}\1{_BETWEEN}\2{_END}", text.translate(_MARKS))
    html = markdown.render(marked)
    if _BEGIN not in marked:
        return html
    clean = nh3.clean(
        _MARKED.sub(_RUBY, html).translate(_MARKS),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
    )
    return mark_safe(clean)  # noqa: S308 - just cleaned


def line(text: str) -> SafeString:
    """One line without Markdown, such as a question."""
    # What the pattern takes holds no sign of HTML, so the escaped rest stays as it is.
    return mark_safe(_AID.sub(_RUBY, escape(text)))  # noqa: S308 - escaped before
