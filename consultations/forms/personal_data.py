"""What is decided about words that look like personal data."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from consultations.forms.text import WrittenText
from consultations.models import Mask, PersonalFinding
from consultations.services.planning.personal_data import LONGEST, SHORTEST

HIDE, SHOW, UNDO = "hide", "show", "undo"
AT_ONCE = 500
_KEY_LENGTH = 10
_NOT_THERE = _("These words do not stand in this opinion. Please copy them from above.")


class PersonalDataForm(forms.Form):
    act = forms.ChoiceField(
        choices=[(HIDE, HIDE), (SHOW, SHOW), (UNDO, UNDO)],
        error_messages={
            "required": _("Please choose what is to be done with the words."),
            "invalid_choice": _("Please choose what is to be done with the words."),
        },
    )
    reason = forms.ChoiceField(
        choices=PersonalFinding.Reason.choices,
        required=False,
        error_messages={"invalid_choice": _("Please choose one of the reasons.")},
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self._given = data.getlist("finding")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("act") == SHOW and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", ValidationError(_("Please choose why the words stay as they are.")))
        if not self.findings:
            raise ValidationError(_("Please choose at least one place."))
        return cleaned

    @property
    def findings(self) -> list[int]:
        """Their keys; whatever is none is passed over."""
        return [int(key) for key in self._given[:AT_ONCE] if key.isdecimal() and len(key) < _KEY_LENGTH]


class OverlookedForm(forms.Form):
    """A place that the program did not mark."""

    words = WrittenText(
        label=_("Words to cover"),
        limit=LONGEST,
        help_text=_("Exactly as they stand in the opinion; copy them from above."),
        error_messages={"required": _("Please write the words that are to be covered.")},
    )
    kind = forms.ChoiceField(
        label=_("What they are"),
        choices=[("", _("Please choose")), *Mask.Kind.choices],
        error_messages={
            "required": _("Please choose what the words are."),
            "invalid_choice": _("Please choose what the words are."),
        },
    )
    which = forms.IntegerField(
        label=_("Only one of several places"),
        required=False,
        min_value=1,
        max_value=999,
        help_text=_("2 for the second time that the words stand there. Empty: all of them."),
        error_messages={
            "invalid": _("Please write a number from 1 on, or nothing."),
            "min_value": _("Please write a number from 1 on, or nothing."),
            "max_value": _("Please write a number from 1 on, or nothing."),
        },
    )

    def clean_words(self) -> str:
        words = str(self.cleaned_data["words"])
        if len(words) < SHORTEST:
            raise ValidationError(_("Please write at least two characters: one alone stands in many words."))
        return words

    def say_not_there(self) -> None:
        """The words are no part of this opinion."""
        several = self.cleaned_data.get("which")
        said = _("The words do not stand in this opinion as often.") if several else _NOT_THERE
        self.add_error("which" if several else "words", ValidationError(said))


class PersonalDataFilter(forms.Form):
    """What the list shows: what is to be decided, or everything that was found."""

    show = forms.ChoiceField(
        label=_("Show"),
        choices=[("", _("Not yet decided")), ("all", _("All that was found"))],
        required=False,
    )
