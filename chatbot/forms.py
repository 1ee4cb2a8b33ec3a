"""Texts that visitors and editors write. Forms check them; services keep them."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from chatbot.models import FaqEntry, FaqUpload
from chatbot.models.faq import MAX_ANSWER, MAX_QUESTION
from chatbot.services.faq import Words, words_of

ENDINGS = ("csv", "tsv", "txt", "xlsx", "json")
WORDS = ("question", "answer", "source_url", "department", "contact", "checked_on")


class AskForm(forms.Form):
    text = forms.CharField(
        label=_("Your question"),
        strip=True,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "enterkeyhint": "send"}),
        error_messages={"required": _("Please write your question before you send it.")},
    )
    client_id = forms.CharField(widget=forms.HiddenInput, max_length=64)


class EntryForm(forms.Form):
    key = forms.CharField(
        label=_("Key"),
        max_length=80,
        help_text=_(
            "Short name in letters a–z, digits and hyphens, for example moving-in. It never changes."
        ),
        validators=[RegexValidator(r"^[-a-zA-Z0-9_]+$", _("Use letters a–z, digits and hyphens only."))],
    )
    field = forms.CharField(
        label=_("Field"), max_length=60, help_text=_("The part of city life this belongs to.")
    )
    question = forms.CharField(label=_("Question"), max_length=MAX_QUESTION)
    answer = forms.CharField(
        label=_("Answer"),
        max_length=MAX_ANSWER,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Two to six short sentences. Markdown lists and links can be used."),
    )
    source_url = forms.URLField(
        label=_("Address of the official page"), max_length=500, required=False, assume_scheme="https"
    )
    department = forms.CharField(label=_("Department"), max_length=80, required=False)
    contact = forms.CharField(label=_("Where to ask"), max_length=120, required=False)
    checked_on = forms.DateField(
        label=_("Checked on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day on which the department last confirmed this answer."),
    )
    read_number = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def words(self) -> Words:
        return Words(**{name: self.cleaned_data[name] for name in WORDS})


class RevisionForm(EntryForm):
    """The same without the key, which stays."""

    key = None  # type: ignore[assignment]
    read_number = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, entry: FaqEntry) -> "RevisionForm":
        initial: dict[str, Any] = {"field": entry.field}
        if entry.current:
            initial |= asdict(words_of(entry.current)) | {"read_number": entry.current.number}
        return cls(initial=initial)


class UtteranceForm(forms.Form):
    text = forms.CharField(label=_("Another way people ask this"), max_length=MAX_QUESTION)


class UploadForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What the file holds"),
        choices=FaqUpload.Kind.choices,
        widget=forms.RadioSelect,
        initial=FaqUpload.Kind.ENTRIES,
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or TSV (UTF-8 or Shift_JIS), Excel (.xlsx) or JSON. Up to 10 MB."),
        validators=[FileExtensionValidator(ENDINGS)],
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
    )
    default_field = forms.CharField(label=_("Field for rows without one"), max_length=60, required=False)


class FilterForm(forms.Form):
    """What a list is narrowed to."""

    field = forms.ChoiceField(label=_("Field"), required=False)
    q = forms.CharField(label=_("Words"), max_length=100, required=False)

    def __init__(self, data: Any, *, fields: Sequence[str]) -> None:
        super().__init__(data)
        choices = [("", _("All fields")), *((name, name) for name in fields)]
        self.fields["field"] = forms.ChoiceField(label=_("Field"), required=False, choices=choices)

    def wanted(self) -> tuple[str, str]:
        """Words and field; what is not valid narrows nothing."""
        self.is_valid()
        return self.cleaned_data.get("q", ""), self.cleaned_data.get("field", "")
