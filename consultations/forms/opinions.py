"""The forms residents write in."""

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultations.forms.text import WrittenText
from consultations.models import Opinion

COMMENT_LIMIT = 1_000
TITLE_LIMIT = 80
BODY_LIMIT = 4_000
KEY_LENGTHS = range(20, 65)

STANCES = [
    (Opinion.Stance.AGREE.value, pgettext_lazy("stance", "Agree")),
    (Opinion.Stance.NEUTRAL.value, pgettext_lazy("stance", "Neutral")),
    (Opinion.Stance.OPPOSE.value, pgettext_lazy("stance", "Oppose")),
    ("", pgettext_lazy("stance", "I would rather not say")),
]


def form_key() -> str:
    """What tells one form from another, so that sending it twice makes one opinion."""
    return secrets.token_urlsafe(24)


class FormKey(forms.CharField):
    """Made by the server, kept while the form is corrected, made anew when what came back is not one."""

    def __init__(self) -> None:
        message = _("This page is out of date. Please send it once more.")
        super().__init__(
            widget=forms.HiddenInput,
            initial=form_key,
            min_length=KEY_LENGTHS.start,
            max_length=KEY_LENGTHS.stop - 1,
            error_messages={"required": message, "min_length": message, "max_length": message},
        )

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data if isinstance(data, str) and len(data) in KEY_LENGTHS else form_key()


class CommentForm(forms.Form):
    stance = forms.ChoiceField(
        label=_("Your stance"),
        choices=STANCES,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Please choose one of the stances.")},
    )
    text = WrittenText(
        label=_("Your comment"),
        limit=COMMENT_LIMIT,
        lines=6,
        error_messages={"required": _("Please write your comment.")},
    )


class ProposalForm(forms.Form):
    title = WrittenText(
        label=_("Title"),
        limit=TITLE_LIMIT,
        error_messages={
            "required": _("Please write a title. One line that says what you propose is enough.")
        },
    )
    text = WrittenText(
        label=_("What you propose, and why"),
        limit=BODY_LIMIT,
        lines=12,
        error_messages={"required": _("Please write what you propose.")},
    )


class SeenWords(forms.CharField):
    """The digest of the saved words on which those in the form are based; empty: nothing was saved yet."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, required=False, max_length=64)


class DraftForm(ProposalForm):
    seen = SeenWords()

    def on_top_of(self, seen: str) -> "DraftForm":
        """The same words, now knowingly based on those that were saved in another window."""
        return type(self)({name: self.data.get(name) for name in self.fields} | {"seen": seen})


class NewProposalForm(DraftForm):
    form_key = FormKey()


class UnfinishedProposalForm(forms.Form):
    """What is in the form at this moment; nothing of it has to be there yet."""

    title = WrittenText(label=_("Title"), limit=TITLE_LIMIT, required=False)
    text = WrittenText(label=_("What you propose, and why"), limit=BODY_LIMIT, lines=12, required=False)
    seen = SeenWords()
    form_key = forms.CharField(required=False, min_length=KEY_LENGTHS.start, max_length=KEY_LENGTHS.stop - 1)

    @property
    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("title", "text")}


class WithdrawalForm(forms.Form):
    reason = WrittenText(
        label=_("Why you withdraw it"),
        limit=200,
        lines=3,
        required=False,
        help_text=_("Everybody can read this in place of your words. 200 characters at most."),
    )


class BasedOnRevision(forms.Form):
    """Says on which revision the words in the form are based."""

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def on_top_of(self, number: int) -> "BasedOnRevision":
        """The same words, now knowingly based on another revision."""
        return type(self)({name: self.data.get(name) for name in self.fields} | {"base": number})


class CommentRevisionForm(CommentForm, BasedOnRevision):
    pass


class ProposalRevisionForm(ProposalForm, BasedOnRevision):
    pass
