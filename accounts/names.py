"""The name a person shows: any name in any script, but nobody's address, and not the city's."""

import unicodedata
from typing import Any

import regex
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LIMIT = 40
"""Characters as a reader counts them. `MOST` is what they may hide in letters, marks and joiners."""
MOST = 160

_GRAPHEME = regex.compile(r"\X")
_SPACES = regex.compile(r"\s+")
_UNREADABLE = regex.compile(
    r"[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u202A-\u202E\u2066-\u2069\u200B\u200E\u200F\uFEFF\uFFFD]"
)
_VISIBLE = regex.compile(r"[\p{L}\p{N}\p{S}]")
_ADDRESS = regex.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_OF_THE_OFFICE = ("市役所", "市の担当", "市担当")


class DisplayName(forms.CharField):
    def __init__(self, **options: Any) -> None:
        defaults: dict[str, Any] = {
            "label": _("Name shown"),
            "help_text": _("Shown with what you write. It need not be your real name."),
            "widget": forms.TextInput(attrs={"autocomplete": "nickname"}),
            "error_messages": {"required": _("Please write the name to be shown with what you write.")},
        }
        super().__init__(**(defaults | options))
        self.validators = [_refuse_unreadable, _refuse_too_long, _refuse_address, _refuse_office]

    def to_python(self, value: Any) -> str:
        """Composed, so that equal names are equal; with single spaces of whichever width it was written."""
        name = unicodedata.normalize("NFC", str(super().to_python(value) or ""))
        return str(_SPACES.sub(lambda run: run[0][0] if run[0][0] in " \u3000" else " ", name)).strip()

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data.encode("utf-8", "replace").decode() if isinstance(data, str) else data


def graphemes(name: str) -> int:
    return sum(1 for _match in _GRAPHEME.finditer(name))


def _refuse_unreadable(name: str) -> None:
    if _UNREADABLE.search(name) or not _VISIBLE.search(name):
        raise ValidationError(_("Please write a name that others can see and read."), code="unreadable")


def _refuse_too_long(name: str) -> None:
    length = graphemes(name)
    if length > LIMIT:
        raise ValidationError(
            _("This name is %(length)s characters long. Please shorten it to %(limit)s or fewer."),
            code="too_long",
            params={"length": length, "limit": LIMIT},
        )
    if len(name) > MOST:
        raise ValidationError(
            _("Some characters of this name carry far too many marks. Please write it plainly."),
            code="too_many_marks",
        )


def _refuse_address(name: str) -> None:
    if _ADDRESS.search(unicodedata.normalize("NFKC", name)):
        raise ValidationError(
            _("Please do not show an e-mail address: everybody can read this name."), code="address"
        )


def _refuse_office(name: str) -> None:
    """Replies of the city carry the city's name; nobody else's do."""
    plain = regex.sub(r"\s", "", unicodedata.normalize("NFKC", name))
    city = regex.sub(r"\s", "", unicodedata.normalize("NFKC", settings.CITY_NAME))
    if plain == city or any(word in plain for word in _OF_THE_OFFICE):
        raise ValidationError(
            _("This name could be taken for that of the city's office. Please choose another."), code="office"
        )
