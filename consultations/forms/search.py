from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultations.models import Area, Consultation, OfficialStatus, PolicyField, SearchEntry
from consultations.models.consultation import Stage
from consultations.services.searching import NOT_ANSWERED, QUERY_LIMIT, Order, Question, terms_of


class SearchForm(forms.Form):
    """Read from the address. What makes no sense in it is left out, never refused."""

    q = forms.CharField(
        label=_("Words to look for"),
        required=False,
        help_text=_("Put several words one after the other; all of them must occur. 200 characters at most."),
        widget=forms.TextInput(attrs={"type": "search", "maxlength": QUERY_LIMIT, "enterkeyhint": "search"}),
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("search filter", "Kind"),
        required=False,
        choices=[("", pgettext_lazy("search filter", "Everything")), *SearchEntry.Kind.choices],
    )
    stage = forms.ChoiceField(
        label=pgettext_lazy("search filter", "Stage"),
        required=False,
        choices=[
            ("", _("All")),
            (Stage.OPEN.value, _("Open")),
            (Stage.FORTHCOMING.value, _("Opening soon")),
            (Stage.CLOSED.value, _("Closed")),
        ],
    )
    status = forms.ChoiceField(
        label=_("The city's answer to proposals"),
        required=False,
        choices=[
            ("", pgettext_lazy("search filter", "All")),
            (NOT_ANSWERED, _("Not answered yet")),
            *OfficialStatus.choices,
        ],
    )
    consultation = forms.ModelChoiceField(
        queryset=Consultation.objects.none(),
        to_field_name="slug",
        required=False,
        label=_("Consultation"),
        empty_label=pgettext_lazy("search filter", "All"),
    )
    field = forms.ModelChoiceField(
        queryset=PolicyField.objects.all(),
        required=False,
        label=_("Field"),
        empty_label=pgettext_lazy("search filter", "All"),
    )
    area = forms.ModelChoiceField(
        queryset=Area.objects.all(),
        required=False,
        label=_("Area"),
        empty_label=pgettext_lazy("search filter", "All"),
    )
    order = forms.ChoiceField(
        label=pgettext_lazy("search filter", "Order"),
        required=False,
        choices=[(Order.RELEVANCE.value, _("Best first")), (Order.NEWEST.value, _("Newest first"))],
    )

    def __init__(self, *args: Any, user: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visible = Consultation.objects.visible_to(user).order_by("-published_at", "pk")
        self.fields["consultation"].queryset = visible  # type: ignore[attr-defined]
        self.has_fields, self.has_areas = PolicyField.objects.exists(), Area.objects.exists()

    def question(self) -> Question:
        self.full_clean()
        self.errors.clear()
        known = self.cleaned_data
        return Question(
            terms=terms_of(self.data.get("q", "")),
            kind=known.get("kind", ""),
            stage=known.get("stage", ""),
            status=known.get("status", ""),
            consultation=known.get("consultation"),
            area=known.get("area"),
            policy_field=known.get("field"),
            order=Order(known.get("order") or Order.RELEVANCE),
        )

    @property
    def narrows(self) -> int:
        """How many filters are set besides the words."""
        return sum(bool(self.cleaned_data.get(name)) for name in self.fields if name not in {"q", "order"})
