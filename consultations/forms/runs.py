"""Which number of themes a planner looks at or asks for."""

from django import forms


class CutForm(forms.Form):
    """`step` counts the offered cuts from 0."""

    step = forms.IntegerField(min_value=0, max_value=99, required=False)

    def chosen(self, offered: int, otherwise: int) -> int:
        if not self.is_valid() or self.cleaned_data["step"] is None:
            return otherwise
        return min(int(self.cleaned_data["step"]), offered - 1)
