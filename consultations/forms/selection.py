"""Which opinions of a run a planner wants to see; read from the address of every page of the desk."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultations.models import AnalysisRun, Membership, Opinion, Theme
from consultations.services.planning.selecting import NO_STANCE, Selection, answers_about, areas_of
from consultations.services.searching import QUERY_LIMIT, terms_of

ALONE = "none"
SPOKEN, UNSPOKEN = "any", "none"
Choices = Sequence[tuple[str, Any]]
_DAYS = (MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 12, 31)))
_ALL = pgettext_lazy("search filter", "All")


class SelectionForm(forms.Form):
    """What makes no sense is left out of the selection and named in `errors`; it never breaks a page."""

    q = forms.CharField(
        label=_("Words in the opinion"),
        required=False,
        max_length=QUERY_LIMIT,
        widget=forms.TextInput(attrs={"type": "search", "enterkeyhint": "search"}),
    )
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _ALL), *Membership.State.choices]
    )
    stance = forms.MultipleChoiceField(
        label=_("Stance"),
        required=False,
        choices=[*Membership.Stance.choices, (NO_STANCE, _("No stance"))],
        widget=forms.CheckboxSelectMultiple,
    )
    channel = forms.MultipleChoiceField(
        label=_("How it was handed in"),
        required=False,
        choices=Opinion.Channel.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    area = forms.MultipleChoiceField(label=_("Area"), required=False, widget=forms.CheckboxSelectMultiple)
    about = forms.MultipleChoiceField(
        label=_("About the people"), required=False, widget=forms.CheckboxSelectMultiple
    )
    since = forms.DateField(
        label=_("Handed in from"),
        required=False,
        validators=_DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=_("Handed in until"),
        required=False,
        validators=_DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    copies = forms.ChoiceField(
        label=_("Copies"),
        required=False,
        choices=[("", _("With copies")), ("no", _("Distinct opinions only")), ("yes", _("Copies only"))],
    )
    distinct = forms.BooleanField(label=_("Only themes of few but distinct opinions"), required=False)
    family = forms.IntegerField(required=False, min_value=0, max_value=10_000_000, widget=forms.HiddenInput)
    quotation = forms.RegexField(
        regex=rf"\A(?:{SPOKEN}|{UNSPOKEN}|\d{{1,6}}\.\d{{1,4}})\Z", required=False, widget=forms.HiddenInput
    )

    def __init__(self, data: QueryDict, *, run: AnalysisRun, themes: Choices | None = None) -> None:
        super().__init__(data)
        self.themes = dict(_themes_of(run) if themes is None else themes)
        self.answers = {
            f"{label}: {answer}": (label, answer)
            for label, answers in answers_about(run)
            for answer in answers
        }
        alone = (ALONE, _("In no theme, with copies"))
        self._offer("theme", [("", _ALL), *self.themes.items(), alone])
        self.areas = [(str(area.pk), area.name) for area in areas_of(run)]
        self._offer("area", self.areas)
        self._offer("about", [(value, value) for value in self.answers])

    def selection(self) -> Selection:
        self.full_clean()
        known = self.cleaned_data
        theme, copies, quotation = (known.get(name) or "" for name in ("theme", "copies", "quotation"))
        return Selection(
            theme="" if theme == ALONE else theme,
            alone=theme == ALONE,
            state=known.get("state", ""),
            stances=tuple(known.get("stance", ())),
            channels=tuple(known.get("channel", ())),
            areas=tuple(map(int, known.get("area", ()))),
            about=tuple(self.answers[value] for value in known.get("about", ())),
            since=known.get("since"),
            until=known.get("until"),
            terms=terms_of(known.get("q", "")),
            family=known.get("family"),
            distinct=known.get("distinct", False),
            copies=copies == "yes" if copies else None,
            quotation=_numbers(quotation),
            spoken=quotation == SPOKEN,
            unspoken=quotation == UNSPOKEN,
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day lies before the first."))
        return cleaned

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = list(choices)


def _themes_of(run: AnalysisRun) -> list[tuple[str, str]]:
    themes = Theme.objects.filter(consultation=run.consultation_id)
    return [(str(theme.stable_id), theme.label) for theme in themes]


def _numbers(quotation: str) -> tuple[int, int] | None:
    cluster, _dot, position = quotation.partition(".")
    return (int(cluster), int(position)) if position else None
