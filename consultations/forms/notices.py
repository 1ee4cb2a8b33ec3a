"""A notice and whom it is for; and what a resident says so that notices fit."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.forms.text import WrittenText
from consultations.models import AgeBand, Area, PolicyField

TITLE, BODY = 60, 1000


class NoticeForm(forms.Form):
    title = WrittenText(
        label=_("Title"), limit=TITLE, error_messages={"required": _("Please write a title.")}
    )
    body = WrittenText(
        label=_("Text"), limit=BODY, lines=8, error_messages={"required": _("Please write the text.")}
    )
    areas = forms.ModelMultipleChoiceField(
        label=_("Areas"),
        queryset=Area.objects.offered(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: people of all areas, also those who named none."),
    )
    age_bands = forms.MultipleChoiceField(
        label=_("Ages"),
        choices=AgeBand.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: people of every age, also those who named none."),
    )
    interests = forms.ModelMultipleChoiceField(
        label=_("Interests"),
        queryset=PolicyField.objects.offered(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: whatever people are interested in."),
    )
    form_key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)
    checked_for = forms.CharField(required=False, widget=forms.HiddenInput)
    """The choice whose reach was read before sending."""


class AudienceForm(forms.Form):
    area = forms.ModelChoiceField(
        label=_("Area you live in"),
        queryset=Area.objects.offered(),
        required=False,
        empty_label=_("Not said"),
    )
    age_band = forms.ChoiceField(
        label=_("Age"), choices=[("", _("Not said")), *AgeBand.choices], required=False
    )
    interests = forms.ModelMultipleChoiceField(
        label=_("What interests you"),
        queryset=PolicyField.objects.offered(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    agrees = forms.BooleanField(
        label=_("I agree that the city uses these answers to choose which notices I get"),
        error_messages={"required": _("Without your agreement nothing is saved.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agrees"].widget.attrs["value"] = "1"
