from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.forms.text import WrittenText
from consultations.models import Appeal, ModerationDecision

REPORT_LIMIT = 500
APPEAL_LIMIT = 1_000
REASONS = [choice for choice in ModerationDecision.Reason.choices if choice[0] not in ("mistake", "in_order")]


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong with it"),
        choices=REASONS,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose a reason."),
            "invalid_choice": _("Please choose a reason."),
        },
    )
    words = WrittenText(
        label=_("Anything the moderator should know"), limit=REPORT_LIMIT, lines=4, required=False
    )


class AppealForm(forms.Form):
    words = WrittenText(
        label=_("Why the decision is mistaken"),
        limit=APPEAL_LIMIT,
        lines=6,
        error_messages={"required": _("Please say why the decision is mistaken.")},
    )


class AppealDecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            (Appeal.Outcome.UPHELD.value, _("The opinion stays hidden")),
            (Appeal.Outcome.OVERTURNED.value, _("The opinion is shown again")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please decide."), "invalid_choice": _("Please decide.")},
    )
    answer = WrittenText(
        label=_("Answer to the author"),
        limit=APPEAL_LIMIT,
        lines=5,
        error_messages={"required": _("Please explain the decision to the author.")},
    )
