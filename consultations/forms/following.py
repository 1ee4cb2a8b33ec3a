"""How often mail comes, for everything and for each thing that is followed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.models import Follow, Frequency, MailChoice

BLANK = [("", _("As for everything else"))]
LANGUAGES = [("ja", "日本語"), ("en", "English")]


class FollowingForm(forms.Form):
    """A field for each follow too, named after its key: nobody can name one that is not theirs."""

    frequency = forms.ChoiceField(
        label=_("Mail about what you follow"), choices=Frequency.choices, widget=forms.Select
    )
    own_frequency = forms.ChoiceField(
        label=_("Mail about what you wrote"),
        help_text=_("Replies, decisions about your opinions, and the city's answers."),
        choices=Frequency.choices,
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=LANGUAGES)
    receipts = forms.BooleanField(
        label=_("Send me the receipt by mail when I hand in an opinion"), required=False
    )

    def __init__(self, follows: Sequence[Follow], choice: MailChoice, data: Any = None) -> None:
        initial = {
            "frequency": choice.frequency,
            "own_frequency": choice.own_frequency,
            "language": choice.language,
            "receipts": choice.receipts,
        }
        super().__init__(data, initial=initial)
        self.follows = follows
        for follow in follows:
            self.fields[_name(follow)] = forms.ChoiceField(
                label=_("How often by mail"),
                choices=[*BLANK, *Frequency.choices],
                required=False,
                initial=follow.frequency,
            )

    def each(self) -> dict[int, str]:
        return {follow.pk: str(self.cleaned_data[_name(follow)]) for follow in self.follows}

    def rows(self) -> list[tuple[Follow, forms.BoundField]]:
        return [(follow, self[_name(follow)]) for follow in self.follows]


def _name(follow: Follow) -> str:
    return f"follow_{follow.pk}"
