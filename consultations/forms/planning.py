"""Forms of the planner's desk."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from consultations.importers.mapping import Mapping
from consultations.models import Opinion


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, TSV or Excel (.xlsx), 50 MB and 100,000 rows at most. The first row holds the names of the "
            "columns. UTF-8 and CP932 (Shift_JIS) are recognised."
        ),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={
            "required": _("Please choose a file."),
            "empty": _("The file is empty."),
            "max_length": _("The name of the file is too long."),
        },
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.IMPORT_MAX_BYTES:
            raise ValidationError(_("The file is larger than 50 MB. Please split it."), code="too_large")
        return file


class MappingForm(forms.Form):
    """Which column holds what. The choices are the columns of the file."""

    text = forms.ChoiceField(
        label=_("Text of the opinion"),
        error_messages={"required": _("Please choose the column of the text.")},
    )
    key = forms.ChoiceField(
        label=_("Number of the opinion"),
        required=False,
        help_text=_("With a number, a row that was imported before is recognised even when others moved."),
    )
    title = forms.ChoiceField(label=_("Title"), required=False)
    channel = forms.ChoiceField(
        label=_("How it was handed in"),
        required=False,
        help_text=_("Web, paper, counter, fax or meeting; empty cells count as chosen below."),
    )
    default_channel = forms.ChoiceField(
        label=_("How it was handed in, when the file does not say"),
        choices=Opinion.Channel.choices,
        initial=Opinion.Channel.PAPER,
    )
    stance = forms.ChoiceField(label=_("Stance"), required=False)
    submitted = forms.ChoiceField(label=_("Day of handing in"), required=False)
    attributes = forms.MultipleChoiceField(
        label=_("Attributes to keep (such as district or age group)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, columns: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(column, column) for column in columns]
        for name in ("text", "key", "title", "channel", "stance", "submitted", "attributes"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            blank = [] if name == "attributes" else [("", _("(none)"))]
            field.choices = [*blank, *choices]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        purposes = ("text", "key", "title", "channel", "stance", "submitted")
        used: dict[str, str] = {}
        for purpose in purposes:
            column = cleaned.get(purpose)
            if column and column in used:
                self.add_error(purpose, _("This column is chosen twice."))
            elif column:
                used[column] = purpose
        return cleaned

    def mapping(self) -> Mapping:
        chosen = self.cleaned_data
        return Mapping(
            **{name: chosen[name] for name in ("text", "key", "title", "channel", "stance", "submitted")},
            attributes=tuple(chosen["attributes"]),
            default_channel=Opinion.Channel(chosen["default_channel"]),
        )
