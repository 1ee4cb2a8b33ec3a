"""A question whose right answer is known."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chatbot.models import FaqEntry
from chatbot.models.faq import MAX_QUESTION

LEAST_PLACES = 3
_PREFIX = "expected_"


class FindForm(forms.Form):
    q = forms.CharField(
        label=_("Words of the question, or the key of an entry"),
        max_length=MAX_QUESTION,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def wanted(self) -> str:
        """Nothing when it says what no question can have in it."""
        return str(self.cleaned_data["q"]) if self.is_valid() else ""


class ExpectedForm(forms.Form):
    """A field for each entry that would be right, and always a few to add others."""

    def __init__(self, *args: Any, held: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, max(LEAST_PLACES, len(held) + 1) + 1):
            self.fields[f"{_PREFIX}{number}"] = forms.CharField(
                label=_("Key of the entry that answers it")
                if number == 1
                else gettext("Also right: entry %(number)d") % {"number": number},
                help_text=_("Leave it empty where the city should say that it does not know.")
                if number == 1
                else "",
                initial=held[number - 1] if number <= len(held) else "",
                required=False,
                widget=forms.TextInput(attrs={"list": "entries", "autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        held = set(FaqEntry.objects.in_use().filter(key__in=self.expected()).values_list("key", flat=True))
        for name, key in list(cleaned.items()):
            if name.startswith(_PREFIX) and key and key not in held:
                unknown = gettext("No entry in use has the key “%(key)s”. Please choose one from the list.")
                self.add_error(name, unknown % {"key": key})
        return self.cleaned_data

    def expected(self) -> list[str]:
        """The keys that were given, each once."""
        given = (key for name, key in self.cleaned_data.items() if name.startswith(_PREFIX))
        return list(dict.fromkeys(filter(None, given)))

    @cached_property
    def places(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith(_PREFIX)]


class TestQuestionForm(ExpectedForm):
    __test__ = False

    question = forms.CharField(
        label=_("Question"), max_length=MAX_QUESTION, help_text=_("As a resident would write it.")
    )
