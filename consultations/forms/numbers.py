"""The form in which the city sets its targets."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.models import Target

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST = 100_000_000


class TargetForm(forms.Form):
    measure = forms.ChoiceField(label=_("What is counted"), choices=Target.Measure.choices)
    year = forms.IntegerField(
        label=_("Fiscal year"),
        help_text=_("The target is to be reached by the end of March of the year after it. Example: 2026"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
    )
    goal = forms.IntegerField(label=_("Target"), min_value=1, max_value=MOST)
    start = forms.IntegerField(
        label=_("Where the city stood when it set the target"), min_value=0, max_value=MOST, initial=0
    )
    source = forms.CharField(
        label=_("Where the target is written"),
        help_text=_("The name of the plan and the page, so that residents can look it up."),
        max_length=200,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start, goal = cleaned.get("start"), cleaned.get("goal")
        if start is not None and goal is not None and start >= goal:
            self.add_error("goal", _("The target must be larger than where the city stood."))
        return cleaned
