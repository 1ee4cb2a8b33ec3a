"""Forms around the plan, its templates, and what led to its changes."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from consultations.forms.text import WrittenText
from consultations.importers.documents.word import MOST_BYTES
from consultations.models import AttributeQuestion, Consultation, Theme

EMPTY, SHIPPED, OWN, COPY = "empty", "shipped", "own", "copy"


KINDS: "dict[str, str | Promise]" = {
    Consultation.Kind.PUBLIC_COMMENT: _("People comment on the sections of a draft plan."),
    Consultation.Kind.IDEA_COLLECTION: _("People publish proposals, discuss and support them."),
    Consultation.Kind.QUESTION: _("People answer one to ten short questions; the results become charts."),
    Consultation.Kind.ONE_BY_ONE: _("People agree or disagree with short statements, one at a time."),
}


def kinds() -> list[tuple[str, str]]:
    """Each with what people do in it."""
    row = '<span class="choice-words">{}<br><span class="small secondary">{}</span></span>'
    return [(kind.value, format_html(row, kind.label, KINDS[kind])) for kind in Consultation.Kind]


class KindForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind of consultation"),
        choices=kinds,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose a kind.")},
    )


class SourceForm(forms.Form):
    """What the new consultation begins with."""

    source = forms.ChoiceField(
        label=_("Begin with"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what to begin with.")},
    )
    copied = forms.ChoiceField(label=_("The earlier consultation"), required=False)
    key = forms.RegexField(r"^[0-9a-f]{8}$", widget=forms.HiddenInput, required=False)
    """Pressing the button twice begins one consultation."""

    def __init__(
        self, *args: Any, templates: Iterable[tuple[str, str]], earlier: Iterable[Consultation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial["key"] = secrets.token_hex(4)
        before = [(str(one.pk), one.title or one.slug) for one in earlier]
        sources: list[tuple[str, Any]] = [(EMPTY, _("Empty fields")), *templates]
        if before:
            sources.append((COPY, _("A copy of an earlier consultation, without its opinions and its plan")))
        self.fields["source"].choices = sources  # type: ignore[attr-defined]
        self.fields["copied"].choices = [("", _("(none)")), *before]  # type: ignore[attr-defined]
        if not before:
            del self.fields["copied"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("source") == COPY and not cleaned.get("copied"):
            self.add_error("copied", _("Please choose the consultation to copy."))
        return cleaned


class TemplateForm(forms.Form):
    name = WrittenText(
        label=_("Name of the template"),
        limit=40,
        error_messages={"required": _("Please write a name.")},
    )


class PlanForm(forms.Form):
    """A file or a text, not both."""

    file = forms.FileField(
        label=_("Word (.docx) or Markdown (.md) file"),
        required=False,
        help_text=_("20 MB at most. Each heading becomes a section that people can comment on."),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".docx,.md,.markdown,.txt"}),
        error_messages={
            "empty": _("The file is empty."),
            "max_length": _("The name of the file is too long."),
        },
    )
    text = forms.CharField(
        label=_("Or paste the text"),
        required=False,
        help_text=_("With a line like “## 1.1 Background” before each section."),
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    label = WrittenText(
        label=_("What this version is called"),
        limit=20,
        help_text=_("Like: draft, final. 20 characters at most."),
    )

    def clean_file(self) -> "UploadedFile[bytes] | None":
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file and (file.size or 0) > MOST_BYTES:
            raise ValidationError(_("The Word file is larger than 20 MB."), code="too_large")
        return file

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        if not cleaned.get("file") and not cleaned.get("text"):
            self.add_error("file", _("Please choose a file or paste the text."))
        elif cleaned.get("file") and cleaned.get("text"):
            self.add_error("text", _("Please give a file or a text, not both."))
        return cleaned


class CauseForm(forms.Form):
    """An opinion by its receipt, or a theme, and how it led to the change."""

    receipt = forms.CharField(
        label=_("Receipt number of the opinion"),
        max_length=40,
        required=False,
        help_text=_("Or choose it from the comments on the section below."),
    )
    theme = forms.ModelChoiceField(label=_("Or a theme"), queryset=Theme.objects.none(), required=False)
    reason = WrittenText(
        label=_("How it led to the change"),
        limit=200,
        lines=2,
        error_messages={"required": _("Please say how it led to the change. Everybody reads it.")},
    )

    def __init__(self, *args: Any, themes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = themes  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("receipt")) == bool(cleaned.get("theme")) and not self.errors:
            self.add_error("receipt", _("Please give either a receipt number or a theme."))
        return cleaned


class AboutYouForm(forms.Form):
    """What the consultation asks about its writers. Nothing of it is required."""

    def __init__(
        self, *args: Any, questions: Iterable[AttributeQuestion], known: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._labels: dict[str, str] = {}
        for question in questions:
            name = f"question_{question.pk}"
            self._labels[name] = question.label
            self.fields[name] = forms.ChoiceField(
                label=question.label,
                choices=[("", _("Not said")), *((choice, choice) for choice in question.choices)],
                required=False,
                help_text=question.reason,
                initial=known.get(question.label, ""),
                error_messages={"invalid_choice": _("Please choose one of the answers.")},
            )

    def answers(self) -> dict[str, str]:
        return {label: self.cleaned_data[name] for name, label in self._labels.items()}
