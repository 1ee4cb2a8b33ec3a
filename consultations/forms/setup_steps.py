"""One form for each step of the guided set-up. What is still missing may be left for later."""

from typing import Any, ClassVar, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultations.forms.text import WrittenText
from consultations.models import Area, Consultation, PolicyField
from consultations.services.setup.guiding import RESERVED, Step

DAY = {"required": _("Please choose a day."), "invalid": _("Please choose a day.")}


class ColumnsForm(forms.Form):
    """Fields named like the columns of a consultation."""

    sorting: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def of(cls, consultation: Consultation, data: Any = None) -> Self:
        initial = {
            name: getattr(consultation, name) for name in cls.base_fields if hasattr(consultation, name)
        }
        for name in cls.sorting:
            initial[name] = list(initial[name].all())
        form = cls(data, initial=initial)
        form.consultation = consultation
        form.offer(consultation)
        return form

    consultation: Consultation

    def offer(self, consultation: Consultation) -> None:
        """What can be chosen depends on the moment; most forms have nothing to choose."""

    def columns(self) -> dict[str, Any]:
        """What was written and is right."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.sorting}

    def sorted_under(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.sorting if name in self.cleaned_data}


class QuestionForm(ColumnsForm):
    question = WrittenText(
        label=_("The question, in one sentence"),
        limit=120,
        lines=2,
        help_text=_("It stands on top of the page. 120 characters at most."),
        error_messages={"required": _("Please write the question.")},
    )
    title = WrittenText(
        label=_("Title"),
        limit=60,
        help_text=_("As it stands in lists and in letters. 60 characters at most."),
        error_messages={"required": _("Please write a title.")},
    )
    slug = forms.SlugField(
        label=_("Its address"),
        help_text=_("Small letters, digits and hyphens; the end of the web address."),
        max_length=60,
        error_messages={
            "required": _("Please write an address."),
            "invalid": _("Please use small letters, digits and hyphens only."),
        },
    )

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].lower()
        others = Consultation.objects.exclude(pk=self.consultation.pk)
        if slug in RESERVED or others.filter(slug=slug).exists():
            raise ValidationError(_("This address is taken."), code="taken")
        return slug


class BackgroundForm(ColumnsForm):
    summary = WrittenText(
        label=_("What it is about"),
        limit=400,
        lines=4,
        help_text=_("Two or three sentences under the question. 400 characters at most."),
        error_messages={"required": _("Please write what it is about.")},
    )
    background = WrittenText(
        label=_("Background"),
        limit=2_000,
        lines=8,
        help_text=_("Why the city asks now, and what happened before. 2,000 characters at most."),
        error_messages={"required": _("Please write the background.")},
    )


class DecisionForm(ColumnsForm):
    deciding = WrittenText(
        label=_("What is being decided, and by whom"),
        limit=1_000,
        lines=6,
        help_text=_("Also what is settled already and cannot be changed any more. 1,000 characters at most."),
        error_messages={"required": _("Please write what is being decided.")},
    )


class AfterwardsForm(ColumnsForm):
    what_happens_next = WrittenText(
        label=_("What happens with the answers"),
        limit=1_000,
        lines=6,
        help_text=_("Who reads them, and where people will find what came of them."),
        error_messages={"required": _("Please write what happens with the answers.")},
    )
    answers_by = forms.DateField(
        label=_("The city answers by"),
        help_text=_("The day by which people can read what the city made of their answers."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DAY,
    )


class SortingForm(ColumnsForm):
    sorting = ("areas", "policy_fields")

    department = WrittenText(
        label=_("Department in charge"),
        limit=40,
        error_messages={"required": _("Please write the department.")},
    )
    contact = WrittenText(
        label=_("How to reach it"),
        limit=100,
        required=False,
        help_text=_("Telephone, opening hours, counter. 100 characters at most."),
    )
    areas = forms.ModelMultipleChoiceField(
        label=_("Areas"),
        queryset=Area.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: the whole city."),
    )
    policy_fields = forms.ModelMultipleChoiceField(
        label=_("Fields of policy"),
        queryset=PolicyField.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def offer(self, consultation: Consultation) -> None:
        """A retired one stays chosen where it was, and can be taken away."""
        offered = Q(retired_at__isnull=True) | Q(consultations=consultation)
        for name, model in (("areas", Area), ("policy_fields", PolicyField)):
            self.fields[name].queryset = model._default_manager.filter(offered).distinct()  # type: ignore[attr-defined]


class CorrectionForm(AfterwardsForm, DecisionForm, BackgroundForm, SortingForm):
    """What may still be changed after publication."""

    note = WrittenText(
        label=_("What was changed, and why"),
        limit=200,
        lines=3,
        help_text=_("Everybody reads it on the page of the consultation. 200 characters at most."),
        error_messages={"required": _("Please say what was changed. Everybody reads it.")},
    )

    field_order = (
        "summary",
        "background",
        "deciding",
        "what_happens_next",
        "answers_by",
        "department",
        "contact",
        "areas",
        "policy_fields",
        "note",
    )

    def columns(self) -> dict[str, Any]:
        return {name: value for name, value in super().columns().items() if name != "note"}


COLUMN_FORMS: dict[Step, type[ColumnsForm]] = {
    Step.QUESTION: QuestionForm,
    Step.BACKGROUND: BackgroundForm,
    Step.DECISION: DecisionForm,
    Step.AFTERWARDS: AfterwardsForm,
    Step.SORTING: SortingForm,
}
