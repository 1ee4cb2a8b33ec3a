from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultations.models import Area, PolicyField
from consultations.models.consultation import ConsultationQuerySet


class NarrowingForm(forms.Form):
    """By area and field, read from the address. What makes no sense there is left out, never refused."""

    area = forms.ModelChoiceField(
        label=_("Area"),
        queryset=Area.objects.offered(),
        required=False,
        empty_label=pgettext_lazy("search filter", "All"),
    )
    field = forms.ModelChoiceField(
        label=_("Field"),
        queryset=PolicyField.objects.offered(),
        required=False,
        empty_label=pgettext_lazy("search filter", "All"),
    )

    @property
    def is_useful(self) -> bool:
        return any(len(self.fields[name].choices) > 1 for name in self.fields)  # type: ignore[attr-defined]

    def narrowed(self, found: ConsultationQuerySet) -> ConsultationQuerySet:
        """What concerns the whole city concerns each of its areas."""
        self.full_clean()
        area, field = self.cleaned_data.get("area"), self.cleaned_data.get("field")
        if area:
            found = found.filter(models.Q(areas=area) | models.Q(areas__isnull=True))
        if field:
            found = found.filter(policy_fields=field)
        return found

    def address(self, stage: str) -> str:
        asked = QueryDict(mutable=True)
        asked["stage"] = stage
        for name in self.fields:
            if self.cleaned_data.get(name):
                asked[name] = str(self.cleaned_data[name].pk)
        return f"?{asked.urlencode()}"
