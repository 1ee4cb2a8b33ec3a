"""What is decided about words that look like personal data."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from consultations.models import PersonalFinding

HIDE, SHOW, UNDO = "hide", "show", "undo"
AT_ONCE = 500
_KEY_LENGTH = 10


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


class PersonalDataFilter(forms.Form):
    """What the list shows: what is to be decided, or everything that was found."""

    show = forms.ChoiceField(
        label=_("Show"),
        choices=[("", _("Not yet decided")), ("all", _("All that was found"))],
        required=False,
    )
