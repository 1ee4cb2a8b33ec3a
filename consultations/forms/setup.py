from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.forms.text import WrittenText

MOST_SUPPORTS = 100


class RulesForm(forms.Form):
    supports_limit = forms.IntegerField(
        label=_("How many proposals one person may support"),
        help_text=_("From 1 to 100. Leave it empty for no limit."),
        required=False,
        min_value=1,
        max_value=MOST_SUPPORTS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Please write a whole number, or nothing."),
            "min_value": _("Please write a number from 1 to 100, or nothing."),
            "max_value": _("Please write a number from 1 to 100, or nothing."),
        },
    )

    edit_minutes = forms.IntegerField(
        label=_("How many minutes an opinion can be edited after it is published"),
        help_text=_("From 5 to 43,200 (30 days). Leave it empty to allow it until the deadline."),
        required=False,
        min_value=5,
        max_value=43_200,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Please write a whole number, or nothing."),
            "min_value": _("Please write a number from 5 to 43,200, or nothing."),
            "max_value": _("Please write a number from 5 to 43,200, or nothing."),
        },
    )


class ExtensionForm(forms.Form):
    day = forms.DateField(
        label=_("New last day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("Please choose a day."), "invalid": _("Please choose a day.")},
    )
    hour = forms.TimeField(
        label=_("Time (Japan)"),
        initial="17:00",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": _("Please choose a time."), "invalid": _("Please choose a time.")},
    )
    reason = WrittenText(
        label=_("Reason"),
        limit=200,
        lines=3,
        help_text=_("Everybody reads it on the page of the consultation. 200 characters at most."),
        error_messages={"required": _("Please give the reason. Everybody reads it.")},
    )
