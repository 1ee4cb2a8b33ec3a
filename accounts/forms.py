import unicodedata
from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.names import DisplayName
from accounts.sign_up import CostlySignUp

PASSWORD_IS_A_CHOICE = _("Leave it empty to log in with a code that we send by mail each time.")


class SignupForm(CostlySignUp, allauth_forms.SignupForm):  # type: ignore[misc]
    display_name = DisplayName(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        password = self.fields["password1"]
        password.help_text = format_html("{} {}", PASSWORD_IS_A_CHOICE, password.help_text)

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Hashing a password takes long enough to be seen from outside. Where there is an account with this
        address already nothing is saved, and the time would tell, so one is hashed for nothing."""
        if self.account_already_exists:
            make_password(self.cleaned_data.get("password1") or None)
        saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return saved


class AskForCodeForm(allauth_forms.RequestLoginCodeForm):  # type: ignore[misc]
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class _Code(forms.CharField):
    """Digits may come from a Japanese keyboard, which writes them wide."""

    def __init__(self) -> None:
        attributes = {"autocomplete": "one-time-code", "inputmode": "numeric"}
        super().__init__(
            label=_("Code in the mail"),
            max_length=20,
            help_text=_("Eight digits, with or without the dash."),
            widget=forms.TextInput(attrs=attributes),
            error_messages={"required": _("Please write the code from the mail.")},
        )

    def to_python(self, value: object) -> str:
        return unicodedata.normalize("NFKC", str(super().to_python(value))).replace(" ", "")


class CodeForm(allauth_forms.ConfirmLoginCodeForm):  # type: ignore[misc]
    code = _Code()


class AddressCodeForm(allauth_forms.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    code = _Code()


class ProfileForm(forms.Form):
    display_name = DisplayName(required=False)


class NameForm(forms.Form):
    """Asked before the first words of a person are shown to everybody."""

    display_name = DisplayName()
