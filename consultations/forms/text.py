"""Text as people write it: counted as they count it, refused with words they can act on, never cut."""

from typing import Any

import regex
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

CODE_POINTS_PERGRAPHEME = 8
"""One visible character may hide thousands of combining marks; this is how much of that is let through."""

GRAPHEME = regex.compile(r"\X")
_UNREADABLE = regex.compile(
    r"[\p{Cc}--[\t\n]]|\p{Cs}|[\u202A-\u202E\u2066-\u2069\uFFFD\uFEFF]", regex.VERSION1
)


def graphemes(text: str) -> int:
    """How many characters a reader sees: an emoji family is one, a letter with its marks is one."""
    return sum(1 for _match in GRAPHEME.finditer(text))


def _at_most(limit: int) -> str:
    """Behind `lazy`: a proxy of a translation that is filled in with `%` is fixed to the language of then."""
    words = ngettext("%(limit)s character at most.", "%(limit)s characters at most.", limit)
    return words % {"limit": f"{limit:,}"}


class WrittenText(forms.CharField):
    """A text of at most `limit` visible characters."""

    def __init__(self, *, limit: int, lines: int = 1, **kwargs: Any) -> None:
        self.limit = limit
        widget = forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput()
        kwargs.setdefault("help_text", lazy(_at_most, str)(limit))
        super().__init__(widget=widget, **kwargs)
        self.validators = [self._refuse_unreadable, self._refuse_too_long]

    def to_python(self, value: Any) -> str:
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        return str(super().to_python(text))

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the form shows again. Lone surrogates cannot be sent in any page, so they become U+FFFD."""
        if isinstance(data, str):
            return data.encode("utf-8", "replace").decode()
        return data

    def _refuse_unreadable(self, text: str) -> None:
        found = _UNREADABLE.search(text)
        if found is None:
            return
        raise ValidationError(
            _("Character %(position)s cannot be shown (U+%(code)s). Please delete it and write it again."),
            code="unreadable",
            params={"position": found.start() + 1, "code": f"{ord(found[0]):04X}"},
        )

    def _refuse_too_long(self, text: str) -> None:
        length = graphemes(text)
        if length > self.limit:
            raise ValidationError(
                _("This is %(length)s characters long. Please shorten it to %(limit)s or fewer."),
                code="too_long",
                params={"length": f"{length:,}", "limit": f"{self.limit:,}"},
            )
        if len(text) > self.limit * CODE_POINTS_PERGRAPHEME:
            raise ValidationError(
                _("Some characters carry far too many marks above or below them. Please write them plainly."),
                code="too_many_marks",
            )
