"""The log-in by a code in a mail."""

from allauth.account.forms import ConfirmLoginCodeForm
from allauth.account.views import ConfirmLoginCodeView
from django.http import HttpResponse

from accounts import services


class ConfirmLoginCode(ConfirmLoginCodeView):  # type: ignore[misc]
    def _verify_form_valid(self, form: ConfirmLoginCodeForm) -> HttpResponse:
        process = self._process
        services.forget_unproven_password(user=process.user, email=process.state["email"])
        answer: HttpResponse = super()._verify_form_valid(form)
        return answer
