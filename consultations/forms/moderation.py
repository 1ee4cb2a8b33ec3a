from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.forms.text import WrittenText
from consultations.models import ModerationDecision

Reason = ModerationDecision.Reason
EXPLANATION_LIMIT = 1_000


class DecisionForm(forms.Form):
    """The reason of a decision. Which reasons there are depends on whether it hides or restores."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose a reason."),
            "invalid_choice": _("Please choose a reason."),
        },
    )
    explanation = WrittenText(
        label=_("Explanation for the author"),
        limit=EXPLANATION_LIMIT,
        lines=5,
        help_text=_(
            "The author reads this. Say which words are meant and what they can do. 1,000 characters at most."
        ),
        error_messages={"required": _("Please explain the decision to the author.")},
    )

    def __init__(self, *args: object, hides: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [choice for choice in Reason.choices if choice[0] != Reason.IN_ORDER]
        choices = [choice for choice in choices if (choice[0] == Reason.MISTAKE) != hides]
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["reason"].initial = choices[0][0]
