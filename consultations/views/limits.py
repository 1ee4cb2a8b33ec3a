"""A limit on what one person writes, for views that read by GET and write by POST."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.rate_limits import Limit, TooManyRequests
from consultations.views import refusals
from consultations.views.staff_writes import spend

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def limited(limit: Limit, *, back: str) -> Callable[[View[P]], View[P]]:
    """Counts each POST; `back` names the page that a person is led back to."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                if request.method == "POST":
                    spend(request, limit)
            except TooManyRequests as refusal:
                return refusals.too_many_page(request, refusal.limit, back=reverse(back))
            return view(request, *args, **kwargs)

        return guarded

    return decorate
