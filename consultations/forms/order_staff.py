"""What moderators and planners decide about the order of a consultation."""

from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.forms.order import REASONS
from consultations.forms.text import WrittenText
from consultations.models import EndedDiscussion, ListedWord, Suspension

NOTE_LIMIT = 1_000
LONGEST_WAIT = 72
MOST_LINES = 500
LINE_LENGTH = 80
CHOOSE_A_REASON = {
    "required": _("Please choose a reason."),
    "invalid_choice": _("Please choose a reason."),
}


class RefusalForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Reason"), choices=REASONS, widget=forms.RadioSelect, error_messages=CHOOSE_A_REASON
    )
    explanation = WrittenText(
        label=_("Explanation for the author"),
        limit=NOTE_LIMIT,
        lines=5,
        help_text=_(
            "The author reads this. Say which words are meant and what they can do. 1,000 characters at most."
        ),
        error_messages={"required": _("Please explain the decision to the author.")},
    )


class EndingForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=EndedDiscussion.Reason.choices,
        widget=forms.RadioSelect,
        error_messages=CHOOSE_A_REASON,
    )
    note = WrittenText(
        label=_("Note to everybody who reads the discussion"),
        limit=NOTE_LIMIT,
        lines=4,
        help_text=_("It stands where the comments end. 1,000 characters at most."),
        error_messages={"required": _("Please explain the decision.")},
    )


class HeldHoursForm(forms.Form):
    hours = forms.IntegerField(
        label=_("Hours an opinion waits at most"),
        help_text=_("From 1 to 72. Leave it empty to publish at once, without a check."),
        required=False,
        min_value=1,
        max_value=LONGEST_WAIT,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Please write a whole number, or nothing."),
            "min_value": _("Please write a number from 1 to 72, or nothing."),
            "max_value": _("Please write a number from 1 to 72, or nothing."),
        },
    )


class SuspensionForm(forms.Form):
    """How long is said in days: nobody needs to compute a date while they are cross."""

    LENGTHS = (
        ("1", _("1 day")),
        ("7", _("7 days")),
        ("30", _("30 days")),
        ("", _("Until a moderator lifts it")),
    )
    reason = forms.ChoiceField(
        label=_("Reason"), choices=REASONS, widget=forms.RadioSelect, error_messages=CHOOSE_A_REASON
    )
    days = forms.ChoiceField(
        label=_("How long"), choices=LENGTHS, initial="7", required=False, widget=forms.RadioSelect
    )
    note = WrittenText(
        label=_("Note to the person"),
        limit=NOTE_LIMIT,
        lines=5,
        help_text=_("The person reads this, and how to object. 1,000 characters at most."),
        error_messages={"required": _("Please explain the decision to the person.")},
    )

    def until(self, *, now: datetime) -> datetime | None:
        days = self.cleaned_data["days"]
        return now + timedelta(days=int(days)) if days else None


class JudgementForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            (Suspension.Outcome.LIFTED.value, _("Lift the suspension")),
            (Suspension.Outcome.UPHELD.value, _("Let the suspension stand")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please decide."), "invalid_choice": _("Please decide.")},
    )
    answer = WrittenText(
        label=_("Answer to the person"),
        limit=NOTE_LIMIT,
        lines=5,
        error_messages={"required": _("Please explain the decision to the person.")},
    )


class ListedWordsForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=ListedWord.Kind.choices,
        initial=ListedWord.Kind.WORD,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose."), "invalid_choice": _("Please choose.")},
    )
    lines = WrittenText(
        label=_("Words, one a line"),
        limit=MOST_LINES * LINE_LENGTH,
        lines=6,
        help_text=_("Width, kana and signs between the letters make no difference; 80 characters a line."),
        error_messages={"required": _("Please write at least one word.")},
    )

    def clean_lines(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["lines"].splitlines() if line.strip()]
        if len(lines) > MOST_LINES or any(len(line) > LINE_LENGTH for line in lines):
            raise forms.ValidationError(_("500 lines of 80 characters at most."))
        return lines
