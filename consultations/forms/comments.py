"""The form for a new comment: it asks only what concerns this person and this place."""

from itertools import islice
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.names import DisplayName
from consultations.forms.opinions import CommentForm, FormKey
from consultations.forms.text import GRAPHEME, WrittenText
from consultations.services.participation import quoting

DEPARTMENT_LIMIT = 80


def _how_to_shorten() -> str:
    words = ngettext(
        "Shorten them at both ends and change nothing: %(limit)s character at most, or none at all.",
        "Shorten them at both ends and change nothing: %(limit)s characters at most, or none at all.",
        quoting.LIMIT,
    )
    return words % {"limit": quoting.LIMIT}


class NewCommentForm(CommentForm):
    quoted = WrittenText(
        label=_("Words you quote"),
        limit=quoting.LIMIT,
        lines=4,
        required=False,
        help_text=lazy(_how_to_shorten, str)(),
    )
    as_city = forms.BooleanField(
        label=_("Write as the city"),
        required=False,
        help_text=_("The department is named instead of you, and the reply stands out."),
    )
    department = WrittenText(label=_("Department that replies"), limit=DEPARTMENT_LIMIT, required=False)
    display_name = DisplayName()
    form_key = FormKey()
    field_order = ("display_name", "quoted", "stance", "text", "as_city", "department")

    def __init__(
        self,
        *args: Any,
        quotes: bool = False,
        department: str = "",
        asks_name: bool = False,
        **options: Any,
    ) -> None:
        """`department`: for which this person may write; empty when they write as themselves alone."""
        super().__init__(*args, **options)
        self.fields["department"].initial = department
        asked = {"quoted": quotes, "as_city": department, "department": department, "display_name": asks_name}
        for name, is_asked in asked.items():
            if not is_asked:
                del self.fields[name]

    def clean_department(self) -> str:
        department = str(self.cleaned_data["department"])
        if self.cleaned_data.get("as_city") and not department:
            raise ValidationError(_("Please name the department."), code="required")
        return department

    @property
    def comment(self) -> dict[str, str]:
        """What the service is told."""
        said = {name: self.cleaned_data[name] for name in ("text", "stance", "form_key")}
        speaks = self.cleaned_data.get("as_city", False)
        return said | {"speaks_for": self.cleaned_data["department"] if speaks else ""}

    @property
    def display_name_given(self) -> str:
        return str(self.cleaned_data.get("display_name", ""))

    @property
    def quoted_words(self) -> str:
        return str(self.cleaned_data.get("quoted", ""))


def beginning(text: str) -> str:
    """What stands in the field of the quotation at first: all of it, or as much as may be quoted."""
    return "".join(islice((match[0] for match in GRAPHEME.finditer(text)), quoting.LIMIT)).strip()
