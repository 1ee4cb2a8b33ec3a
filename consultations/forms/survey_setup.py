"""Planners write questions and statements."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultations.forms.opinions import FormKey
from consultations.forms.text import WrittenText, graphemes
from consultations.models import Question
from consultations.models.statements import LONGEST_STATEMENT
from consultations.models.surveys import FEWEST_STEPS, MOST_STEPS
from consultations.services.surveys.questions import Asked

FEWEST_OPTIONS, MOST_OPTIONS = 2, 12
OPTION_LIMIT = 100
MOST_SEEDS = 50
Kind = Question.Kind


class Lines(WrittenText):
    """One thing a line; empty lines and spaces around do not count."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(limit=20_000, **kwargs)

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        for line in lines:
            if graphemes(line) > self.longest:
                raise ValidationError(
                    _('"%(line)s…" is longer than %(limit)s characters. Please shorten it.'),
                    params={"line": line[:20], "limit": self.longest},
                )
        return list(dict.fromkeys(lines))


class QuestionForm(forms.Form):
    wording = WrittenText(
        label=_("Question"),
        limit=200,
        lines=2,
        error_messages={"required": _("Please write what people are asked.")},
    )
    explanation = WrittenText(
        label=_("What people should know to answer it"), limit=300, lines=2, required=False
    )
    kind = forms.ChoiceField(
        label=_("How it is answered"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose how it is answered."),
            "invalid_choice": _("Please choose how it is answered."),
        },
    )
    is_required = forms.BooleanField(label=_("Everybody has to answer it"), required=False)
    options = Lines(
        label=_("Answers to choose from or to put into an order"),
        help_text=_("One a line, from 2 to 12, each of 100 characters at most."),
        longest=OPTION_LIMIT,
        lines=6,
        required=False,
    )
    longest = forms.IntegerField(
        label=_("For own words: how many characters at most"),
        initial=1000,
        min_value=20,
        max_value=4000,
        error_messages={
            "required": _("Please write a number from 20 to 4,000."),
            "invalid": _("Please write a number from 20 to 4,000."),
            "min_value": _("Please write a number from 20 to 4,000."),
            "max_value": _("Please write a number from 20 to 4,000."),
        },
    )
    steps = forms.IntegerField(
        label=_("For a scale: how many points"),
        initial=5,
        min_value=FEWEST_STEPS,
        max_value=MOST_STEPS,
        error_messages={
            "required": _("Please write a number from 3 to 10."),
            "invalid": _("Please write a number from 3 to 10."),
            "min_value": _("Please write a number from 3 to 10."),
            "max_value": _("Please write a number from 3 to 10."),
        },
    )
    low_label = WrittenText(label=_("For a scale: what 1 means"), limit=40, required=False)
    high_label = WrittenText(label=_("For a scale: what the last point means"), limit=40, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        kind, options = said.get("kind"), said.get("options")
        chosen_from = kind in Question.WITH_OPTIONS and options is not None
        if chosen_from and not FEWEST_OPTIONS <= len(options or []) <= MOST_OPTIONS:
            self.add_error("options", _("Please write from 2 to 12 different answers, one a line."))
        if kind == Kind.SCALE:
            for name in ("low_label", "high_label"):
                if name not in self.errors and not said.get(name):
                    self.add_error(name, _("Please say what the ends of the scale mean."))
        return said

    def asked(self) -> Asked:
        """Without what belongs to another kind of answer."""
        said = self.cleaned_data
        kind = Kind(said["kind"])
        shared = {name: said[name] for name in ("wording", "explanation", "is_required")}
        if kind == Kind.TEXT:
            return Asked(kind=kind, longest=said["longest"], **shared)
        if kind == Kind.SCALE:
            ends = {name: said[name] for name in ("steps", "low_label", "high_label")}
            return Asked(kind=kind, **ends, **shared)
        return Asked(kind=kind, options=said["options"], **shared)


def initial_of(question: Question) -> dict[str, Any]:
    names = ("wording", "explanation", "kind", "is_required", "longest", "steps", "low_label", "high_label")
    options = "\n".join(option.label for option in question.options.all())
    return {name: getattr(question, name) for name in names} | {"options": options}


class SeedsForm(forms.Form):
    text = Lines(
        label=_("Statements to start with"),
        help_text=_("One a line, up to 50 at once, each one thought of 140 characters at most."),
        longest=LONGEST_STATEMENT,
        lines=8,
        error_messages={"required": _("Please write at least one statement.")},
    )

    def clean_text(self) -> list[str]:
        lines: list[str] = self.cleaned_data["text"]
        if len(lines) > MOST_SEEDS:
            raise ValidationError(_("These are more than 50 statements. Please add them in parts."))
        return lines


class StatementForm(forms.Form):
    text = WrittenText(
        label=_("Your statement"),
        limit=LONGEST_STATEMENT,
        lines=3,
        help_text=_("One thought that others can agree or disagree with. 140 characters at most."),
        error_messages={"required": _("Please write your statement.")},
    )
    form_key = FormKey()
