"""What every page of the editors' desk has in common: by a known person who may, and not too often."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts import rate_limits
from accounts.models import User
from accounts.policy import Action, require
from consultations.views import refusals

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, User, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def desk_page(action: Action) -> Callable[[Page[P]], View[P]]:
    """Give the view the person who acts. Every POST counts against the limit for staff."""

    def decorate(page: Page[P]) -> View[P]:
        @wraps(page)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            require(request.user, action)
            assert isinstance(request.user, User)  # noqa: S101 - the policy lets no visitor through
            try:
                _spend(request)
            except rate_limits.TooManyRequests as refusal:
                return refusals.too_many_page(request, refusal.limit, back=reverse("chatbot:faq_list"))
            return page(request, request.user, *args, **kwargs)

        return guarded

    return decorate


def _spend(request: HttpRequest) -> None:
    if request.method == "POST":
        rate_limits.spend(rate_limits.STAFF_WRITES, rate_limits.who(request), now=timezone.now())
