"""The settings of the chat."""

from dataclasses import asdict

from django import forms
from django.utils.translation import gettext_lazy as _

from chatbot.services.privacy.settings import Decided


class ChatSettingsForm(forms.Form):
    keep_days = forms.IntegerField(
        label=_("Days for which conversations are kept"),
        min_value=1,
        max_value=1000,
        help_text=_(
            "Counted from the last word. Then everything said in the conversation is erased; the figures of"
            " the day stay, without words. A shorter time also erases what is older than it, within an hour."
        ),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    needs_review = forms.BooleanField(
        label=_("A second person reads every answer before it is published"),
        required=False,
        help_text=_("Nobody can approve what they wrote themselves."),
    )
    hands_over = forms.BooleanField(
        label=_("People of the city take conversations over in office hours"),
        required=False,
        help_text=_("When this is off, visitors can only leave a question."),
    )

    @classmethod
    def of(cls, decided: Decided) -> "ChatSettingsForm":
        return cls(initial=asdict(decided))

    def wanted(self) -> Decided:
        return Decided(**self.cleaned_data)
