import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultations.forms.text import WrittenText
from consultations.services.setup import taxonomy
from consultations.services.setup.taxonomy import Entry, NotAnOutline


class PolicyFieldForm(forms.Form):
    name = WrittenText(label=_("Name"), limit=40, error_messages={"required": _("Please write a name.")})

    @classmethod
    def initial_of(cls, entry: Entry) -> dict[str, Any]:
        return {"name": entry.name}


class AreaForm(PolicyFieldForm):
    code = forms.RegexField(
        r"^[0-9A-Za-z-]*$",
        label=_("Code"),
        max_length=10,
        required=False,
        help_text=_("The six-digit code of the municipality, or the city's own code."),
        error_messages={"invalid": _("Please use digits, letters and hyphens only.")},
    )
    outline = forms.CharField(
        label=_("Outline (GeoJSON)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A polygon for maps, in degrees. It may stay empty."),
    )

    @classmethod
    def initial_of(cls, entry: Entry) -> dict[str, Any]:
        outline = getattr(entry, "outline", None)
        written = json.dumps(outline, ensure_ascii=False) if outline else ""
        return {"name": entry.name, "code": getattr(entry, "code", ""), "outline": written}

    def clean_outline(self) -> dict[str, Any] | None:
        try:
            return taxonomy.outline_of(self.cleaned_data["outline"])
        except NotAnOutline as error:
            words = _("This is not a GeoJSON polygon in degrees (or it is longer than 200,000 characters).")
            raise ValidationError(words, code="outline") from error
