"""What visitors write: a question."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AskForm(forms.Form):
    text = forms.CharField(
        label=_("Your question"),
        strip=True,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "enterkeyhint": "send"}),
        error_messages={"required": _("Please write your question before you send it.")},
    )
    client_id = forms.CharField(widget=forms.HiddenInput, max_length=64)
