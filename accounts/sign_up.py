"""What makes a thousand accounts expensive and one account cheap: no picture to read, no service to ask.

A form holds a signed token. The browser works out a proof for it; without JavaScript the
form has only to be open for a little while. A field that nobody sees is filled in by programs alone.
"""

import hashlib
import secrets
from datetime import datetime
from math import ceil
from typing import Any

from allauth.core import context
from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import rate_limits
from accounts.rate_limits import TooManyRequests

BITS = 14
"""A proof takes some sixteen thousand digests: little for one account, much for a hundred thousand."""
LIFETIME = 2 * 3600
SALT = "sign-up"
LONGEST_PROOF = 20


def token(*, now: datetime) -> str:
    return signing.dumps([int(now.timestamp() * 1000), secrets.token_urlsafe(12)], salt=SALT)


def age_in_seconds(signed: str, *, now: datetime) -> float | None:
    """How long ago the form was made; None for a token that is not ours, too old, or used."""
    try:
        made, _nonce = signing.loads(signed, salt=SALT)
    except signing.BadSignature:
        return None
    age = now.timestamp() - made / 1000
    return age if 0 <= age <= LIFETIME and not cache.get(_used(signed)) else None


def is_proof(signed: str, proof: str) -> bool:
    if not 0 < len(proof) <= LONGEST_PROOF:
        return False
    digest = hashlib.sha256(f"{signed}:{proof}".encode()).digest()
    return int.from_bytes(digest[:4]) >> (32 - BITS) == 0


def is_disposable(email: str) -> bool:
    domain = email.rpartition("@")[2].lower()
    return any(domain == one or domain.endswith(f".{one}") for one in settings.DISPOSABLE_MAIL_DOMAINS)


class _Unseen(forms.TextInput):
    """A text field for programs: not displayed, not read out, not reached by the keyboard."""

    is_hidden = True

    def __init__(self) -> None:
        super().__init__(attrs={"hidden": True, "tabindex": "-1", "autocomplete": "off"})


class _Token(forms.CharField):
    def __init__(self) -> None:
        widget = forms.HiddenInput(attrs={"data-bits": BITS})
        super().__init__(widget=widget, required=False, initial=lambda: token(now=timezone.now()))

    def bound_data(self, data: Any, initial: Any) -> Any:
        """A form that comes back keeps its token, and with it the time it has waited, while it is good."""
        now = timezone.now()
        return data if age_in_seconds(str(data or ""), now=now) is not None else token(now=now)


class CostlySignUp(forms.Form):
    """Mixed into the form for signing up."""

    website = forms.CharField(label=_("Leave this empty"), required=False, widget=_Unseen)
    token = _Token()
    proof = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_email(self) -> str:
        email = str(super().clean_email())  # type: ignore[misc]
        if is_disposable(email):
            message = _("Addresses that last only minutes cannot be used. Please give one that you keep.")
            raise ValidationError(message, code="disposable")
        return email

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if settings.SIGN_UP_COSTS:
            self._pay(self.cleaned_data, timezone.now())
        return cleaned

    def _pay(self, said: dict[str, Any], now: datetime) -> None:
        if said.get("website"):
            raise ValidationError(_("This could not be taken. Please leave the hidden field empty."))
        signed = said.get("token", "")
        age = age_in_seconds(signed, now=now)
        if age is None:
            raise ValidationError(_("This page is out of date. Please send it once more."))
        proven = is_proof(signed, said.get("proof", ""))
        wait = settings.SIGN_UP_SECONDS[0 if proven else 1] - age
        if wait > 0:
            raise ValidationError(_please_wait(ceil(wait)))
        if not self.errors:
            self._spend(signed, now)

    def _spend(self, signed: str, now: datetime) -> None:
        try:
            rate_limits.spend(rate_limits.SIGN_UPS, rate_limits.address_of(context.request), now=now)
        except TooManyRequests as refusal:
            message = _("Too many accounts were opened from here. Please try again in an hour.")
            raise ValidationError(message, code="too_many") from refusal
        if not cache.add(_used(signed), 1, timeout=LIFETIME):
            raise ValidationError(_("This page is out of date. Please send it once more."))


def _used(signed: str) -> str:
    return f"sign-up:{hashlib.sha256(signed.encode('utf-8', 'replace')).hexdigest()}"


def _please_wait(seconds: int) -> str:
    return ngettext(
        "Please wait %(seconds)s more second and press the button again. This keeps programs out.",
        "Please wait %(seconds)s more seconds and press the button again. This keeps programs out.",
        seconds,
    ) % {"seconds": seconds}
