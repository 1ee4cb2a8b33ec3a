from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.utils.translation import gettext_lazy as _


def display_name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Name shown"),
        max_length=40,
        required=False,
        help_text=_("Shown with what you write. It need not be your real name."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )


class SignupForm(AllauthSignupForm):  # type: ignore[misc]
    display_name = display_name_field()


class ProfileForm(forms.Form):
    display_name = display_name_field()
