"""The form in which people answer, made of the planner's questions."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from consultations.forms.text import WrittenText
from consultations.models import Option, Question

MISSING = _("Please answer this question.")
ERRORS = {
    "required": MISSING,
    "invalid_choice": _("Please choose one of the answers."),
    "invalid_list": MISSING,
}


class RankWidget(forms.MultiWidget):
    """A select for each option: the place it is given."""

    template_name = "consultations/surveys/rank_widget.html"

    def __init__(self, options: Sequence[Option]) -> None:
        self.options = options
        places = [("", "–"), *((str(place), str(place)) for place in range(1, len(options) + 1))]
        super().__init__([forms.Select(choices=places) for _option in options])

    def decompress(self, value: str | None) -> list[str]:
        """`value`: keys of options with commas between them, first place first."""
        keys = value.split(",") if value else []
        places = {key: str(place) for place, key in enumerate(keys, start=1)}
        return [places.get(str(option.pk), "") for option in self.options]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        rows = zip(self.options, context["widget"]["subwidgets"], strict=True)
        context["rows"] = [{"option": option, "widget": widget} for option, widget in rows]
        return context


class RankField(forms.MultiValueField):
    """Gives the keys of the options with commas between them, first place first; or nothing."""

    def __init__(self, options: Sequence[Option], **kwargs: Any) -> None:
        self.options = options
        fields = [forms.CharField(required=False) for _option in options]
        super().__init__(fields, widget=RankWidget(options), require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> str:
        if not any(data_list or []):
            return ""
        places = [str(number) for number in range(1, len(self.options) + 1)]
        if sorted(data_list) != sorted(places):
            raise ValidationError(_("Please give every answer a place, and each place only once."))
        ranked = sorted(zip(data_list, self.options, strict=True), key=lambda pair: int(pair[0]))
        return ",".join(str(option.pk) for _place, option in ranked)


class AnswerForm(forms.Form):
    def __init__(
        self, questions: Iterable[Question], *args: Any, locked: Collection[int] = (), **kwargs: Any
    ):
        """`questions` with their options; those in `locked` are not asked again."""
        super().__init__(*args, **kwargs)
        for question in questions:
            if question.pk not in locked:
                self.fields[question.field_name] = _field(question)


def _field(question: Question) -> forms.Field:
    shared: dict[str, Any] = {
        "label": question.wording,
        "required": question.is_required,
        "error_messages": ERRORS,
    }
    if question.kind == Question.Kind.TEXT:
        lines = 6 if question.longest > 100 else 2
        field: forms.Field = WrittenText(limit=question.longest, lines=lines, **shared)
        if question.explanation:
            field.help_text = f"{question.explanation} {field.help_text}"
        return field
    shared["help_text"] = question.explanation
    options = list(question.options.all())
    if question.kind == Question.Kind.ORDER:
        shared["help_text"] = f"{question.explanation} {_first_is_best(len(options))}".strip()
        return RankField(options, **shared)
    if question.kind == Question.Kind.MULTIPLE:
        return forms.MultipleChoiceField(
            choices=_choices(options), widget=forms.CheckboxSelectMultiple, **shared
        )
    choices = _points(question) if question.kind == Question.Kind.SCALE else _choices(options)
    if not question.is_required:
        choices = [*choices, ("", pgettext("survey", "I would rather not say"))]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **shared)


def _choices(options: Iterable[Option]) -> list[tuple[str, str]]:
    return [(str(option.pk), option.label) for option in options]


def _points(question: Question) -> list[tuple[str, str]]:
    ends = {1: question.low_label, question.steps: question.high_label}
    return [(str(step), f"{step} {ends.get(step, '')}".strip()) for step in range(1, question.steps + 1)]


def _first_is_best(count: int) -> str:
    return str(_("1 is the first place, %(last)s the last.") % {"last": count})


class HandInForm(forms.Form):
    """Says which answers were read before they are handed in."""

    seen = forms.CharField(widget=forms.HiddenInput, min_length=64, max_length=64)
