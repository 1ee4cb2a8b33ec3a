"""What visitors leave for people, and what people of the city write at their desk."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from chatbot.models import Desk, Handover
from chatbot.models.people import MAX_MESSAGE, MAX_NOTE
from chatbot.protocol import MAX_TEXT_BYTES

WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
OUTCOMES = (
    Handover.Outcome.ANSWERED,
    Handover.Outcome.REFERRED,
    Handover.Outcome.OUTSIDE,
    Handover.Outcome.GONE,
)
"""What the person who closes a talk can say of it; the others happen by themselves."""


class LeaveForm(forms.Form):
    text = forms.CharField(
        label=_("Your question to people of the city"),
        help_text=_("One or two sentences are enough. Please write no names or numbers that identify you."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please write your question before you send it.")},
    )
    address = forms.EmailField(
        label=_("E-mail address for the answer"),
        help_text=_(
            "Used for this answer only, and erased some days after it. Without it, you find the answer in"
            " this conversation when you come back with this browser."
        ),
        required=False,
        max_length=254,
        error_messages={
            "invalid": _("This is not an e-mail address. Please correct it, or leave the field empty.")
        },
    )
    client_id = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(text.encode()) > MAX_TEXT_BYTES:
            raise ValidationError(
                _(
                    "The question is too long. Please shorten it to about 1,300 characters;"
                    " the main point is enough."
                )
            )
        return text


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Your words to the visitor"),
        max_length=MAX_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please write something before you send it.")},
    )
    client_id = forms.CharField(widget=forms.HiddenInput, max_length=48)


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer to the question"),
        max_length=MAX_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Please write something before you send it.")},
    )


class PassForm(forms.Form):
    desk = forms.ModelChoiceField(
        queryset=Desk.objects.none(),
        label=_("To which department"),
        required=False,
        empty_label=_("Anybody"),
    )
    person = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=_("To which colleague"),
        required=False,
        empty_label=_("Nobody in particular"),
    )
    note = forms.CharField(
        label=_("A note for whoever takes it"),
        max_length=MAX_NOTE,
        required=False,
        help_text=_("Visitors do not see it."),
    )

    def __init__(self, data: Any = None, *, people: Iterable[int]) -> None:
        super().__init__(data)
        self.fields["desk"].queryset = Desk.objects.all()  # type: ignore[attr-defined]
        self.fields["person"].queryset = User.objects.filter(pk__in=people)  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What came of it"),
        choices=[(outcome.value, outcome.label) for outcome in OUTCOMES],
        widget=forms.RadioSelect,
        initial=Handover.Outcome.ANSWERED,
    )


class OpeningForm(forms.Form):
    weekday = forms.TypedChoiceField(label=_("Weekday"), choices=list(enumerate(WEEKDAYS)), coerce=int)
    opens = forms.TimeField(
        label=pgettext_lazy("opening hours", "From"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    closes = forms.TimeField(
        label=pgettext_lazy("opening hours", "Until"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if opens and closes and opens >= closes:
            self.add_error("closes", _("The hours must end after they begin."))
        return cleaned


class ClosureForm(forms.Form):
    day = forms.DateField(
        label=_("Day without office hours"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=_("Why"), max_length=80, required=False)


class DeskForm(forms.Form):
    name = forms.CharField(label=_("Name of the department"), max_length=80)


class CannedForm(forms.Form):
    title = forms.CharField(label=_("Short name"), max_length=60)
    text = forms.CharField(
        label=_("Ready-made words"), max_length=MAX_MESSAGE, widget=forms.Textarea(attrs={"rows": 3})
    )


class WaitForm(forms.Form):
    wait_minutes = forms.IntegerField(
        label=_("Minutes until leaving the question is offered"), min_value=1, max_value=120
    )
    address_days = forms.IntegerField(
        label=_("Days after which an address is erased, counted from the answer"), min_value=0, max_value=90
    )
