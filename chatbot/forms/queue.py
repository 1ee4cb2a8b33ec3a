"""What editors write at the queue: a phrasing, a short entry, a period, how careful the chat is."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chatbot.models import FaqEntry
from chatbot.models.faq import MAX_ANSWER, MAX_QUESTION
from chatbot.services.faq import Words

LONGEST_PERIOD = timedelta(days=366)


class PhrasingForm(forms.Form):
    entry = forms.ModelChoiceField(
        queryset=FaqEntry.objects.in_use(),
        error_messages={
            "required": _("Please choose the entry that answers this question."),
            "invalid_choice": _("This entry is no longer in use. Please choose another."),
        },
    )
    text = forms.CharField(
        label=_("Phrasing to add"),
        max_length=MAX_QUESTION,
        help_text=_("You can shorten it to what is asked."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ShortEntryForm(forms.Form):
    """What an answer needs at least. The rest can be written on the entry's own page."""

    question = forms.CharField(
        label=_("Question"),
        max_length=MAX_QUESTION,
        help_text=_("As the city would put it. Visitors see it above the answer."),
    )
    answer = forms.CharField(
        label=_("Answer"),
        max_length=MAX_ANSWER,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Two to six short sentences. Markdown lists and links can be used."),
    )
    field = forms.CharField(label=_("Field"), max_length=60, widget=forms.TextInput(attrs={"list": "fields"}))
    department = forms.CharField(
        label=_("Department"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"list": "departments"}),
    )
    source_url = forms.URLField(
        label=_("Address of the official page"), max_length=500, required=False, assume_scheme="https"
    )
    phrasing = forms.CharField(
        label=_("Phrasing to add"),
        max_length=MAX_QUESTION,
        required=False,
        help_text=_("The visitor's own words help the chat to find the answer."),
    )

    def words(self, today: date) -> Words:
        names = ("question", "answer", "department", "source_url")
        return Words(**{name: self.cleaned_data[name] for name in names}, checked_on=today)


class PeriodForm(forms.Form):
    first = forms.DateField(
        label=pgettext_lazy("of a period", "From"), required=False, widget=forms.DateInput({"type": "date"})
    )
    last = forms.DateField(
        label=pgettext_lazy("of a period", "Until"), required=False, widget=forms.DateInput({"type": "date"})
    )

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data)
        self.today = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = self._period(cleaned)
        if first > last:
            raise ValidationError(_("The first day comes after the last."))
        if last - first > LONGEST_PERIOD:
            raise ValidationError(_("Please choose a year at most."))
        return cleaned

    def period(self) -> tuple[date, date]:
        """First and last day; the last thirty days when nothing valid was chosen."""
        return self._period(self.cleaned_data if self.is_valid() else {})

    def _period(self, cleaned: dict[str, Any]) -> tuple[date, date]:
        last = min(cleaned.get("last") or self.today, self.today)
        return cleaned.get("first") or last - timedelta(days=29), last


class ThresholdForm(forms.Form):
    wrong = forms.IntegerField(min_value=1, max_value=50)
