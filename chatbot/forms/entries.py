"""What editors write: entries, other ways to ask, and what a list is narrowed to."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from chatbot.models import FaqEntry
from chatbot.models.faq import MAX_ANSWER, MAX_QUESTION
from chatbot.services.faq import Words, words_of

WORDS = tuple(Words.__dataclass_fields__)
LANGUAGES = {"en": _("English"), "easy": _("Plain Japanese (やさしい日本語)")}


class _DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class _LongField(forms.CharField):
    """Line ends as they are kept, so that a form sent without a change changes nothing."""

    def __init__(self, *, rows: int, lang: str = "ja", **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "lang": lang})
        super().__init__(max_length=MAX_ANSWER, widget=widget, **options)

    def to_python(self, value: Any) -> Any:
        return (super().to_python(value) or "").replace("\r\n", "\n")


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
        label=_("Field"),
        max_length=60,
        help_text=_("The part of city life this belongs to. Fields that there are come up as you type."),
        widget=forms.TextInput(attrs={"list": "known-fields", "autocomplete": "off"}),
    )
    question = forms.CharField(label=_("Question"), max_length=MAX_QUESTION)
    answer = _LongField(
        label=_("Answer"),
        rows=8,
        help_text=_(
            "Two to six short sentences. Markdown lists and links can be used."
            " A reading aid is written ｜漢字《かんじ》."
        ),
    )
    source_url = forms.URLField(
        label=_("Address of the official page"), max_length=500, required=False, assume_scheme="https"
    )
    department = forms.CharField(
        label=_("Department"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"list": "known-departments", "autocomplete": "off"}),
    )
    contact = forms.CharField(label=_("Where to ask"), max_length=120, required=False)
    checked_on = _DayField(
        label=_("Checked on"),
        required=False,
        help_text=_("The day on which the department last confirmed this answer."),
    )
    valid_from = _DayField(
        label=_("Holds from"),
        required=False,
        help_text=_("Until then the version before it answers. Empty: at once."),
    )
    valid_until = _DayField(
        label=_("Holds until"),
        required=False,
        help_text=_("The last day; after it the chat gives this answer no more. Empty: without end."),
    )
    question_en = forms.CharField(
        label=_("Question in English"),
        max_length=MAX_QUESTION,
        required=False,
        widget=forms.TextInput(attrs={"lang": "en"}),
    )
    answer_en = _LongField(label=_("Answer in English"), rows=6, lang="en", required=False)
    question_easy = forms.CharField(
        label=_("Question in plain Japanese"), max_length=MAX_QUESTION, required=False
    )
    answer_easy = _LongField(
        label=_("Answer in plain Japanese"),
        rows=6,
        required=False,
        help_text=_(
            "Short sentences, everyday words, reading aids: ｜市役所《しやくしょ》へ ｜来《き》てください。"
        ),
    )
    read_number = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("valid_from"), cleaned.get("valid_until")
        if begins and ends and ends < begins:
            self.add_error("valid_until", _("It would end before it begins."))
        for language in LANGUAGES:
            self._needs_both(f"question_{language}", f"answer_{language}")
        return cleaned

    def _needs_both(self, question: str, answer: str) -> None:
        given = {name: bool(self.cleaned_data.get(name)) for name in (question, answer)}
        if len(set(given.values())) > 1:
            missing = answer if given[question] else question
            self.add_error(missing, _("A translation needs the question and the answer."))

    def words(self) -> Words:
        return Words(**{name: self.cleaned_data[name] for name in WORDS})

    def japanese(self) -> list[forms.BoundField]:
        """The fields above the translations, and the hidden ones."""
        return [field for field in self if not field.name.endswith(tuple(LANGUAGES))]

    def translations(self) -> list[tuple[str, Any, list[forms.BoundField], bool]]:
        """Of each language: its code, its name, its fields, and whether there is anything in them."""
        groups = []
        for language, label in LANGUAGES.items():
            fields = [self[f"{name}_{language}"] for name in ("question", "answer")]
            groups.append((language, label, fields, any(one.value() or one.errors for one in fields)))
        return groups


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
