"""What a person reads when something could not be taken, with their words given back."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.rate_limits import Limit
from consultations.services.consultations import NotOpen

CONFLICT, TOO_MANY = 409, 429


def not_open(request: HttpRequest, refusal: NotOpen, *, now: datetime) -> HttpResponse:
    """The phase says no: when it closed or will open, and the text to keep."""
    return render(
        request,
        "consultations/refused_not_open.html",
        {
            "consultation": refusal.consultation,
            "opens_at": refusal.opens_at,
            "closed_at": refusal.closed_at,
            "now": now,
            **_words(request),
        },
        status=CONFLICT,
    )


def no_reply_here(request: HttpRequest, *, back: str) -> HttpResponse:
    return render(
        request, "consultations/refused_reply.html", {"back": back, **_words(request)}, status=CONFLICT
    )


def locked(request: HttpRequest, *, back: str) -> HttpResponse:
    return render(
        request, "consultations/refused_locked.html", {"back": back, **_words(request)}, status=CONFLICT
    )


def too_many(limit: Limit) -> str:
    """Said in the form itself, which keeps the words and can be sent again."""
    minutes = max(1, limit.seconds // 60)
    return ngettext(
        "More than %(times)s times within %(minutes)s minute. Please wait and send it again.",
        "More than %(times)s times within %(minutes)s minutes. Please wait and send it again.",
        minutes,
    ) % {"times": limit.times, "minutes": minutes}


def too_many_page(request: HttpRequest, limit: Limit, *, back: str) -> HttpResponse:
    """For acts without words: nothing to give back but the way back."""
    context = {"message": too_many(limit), "back": back}
    return render(request, "consultations/refused_too_many.html", context, status=TOO_MANY)


def changed_meanwhile() -> str:
    return _(
        "This was changed in another window in the meantime. The newer words are shown below. "
        "If yours should replace them, send them again."
    )


def _words(request: HttpRequest) -> dict[str, str]:
    return {
        name: request.POST.get(name, "").encode("utf-8", "replace").decode() for name in ("title", "text")
    }
