"""What every write of the planner's desk has in common: by POST, by a known person, not too often."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts import rate_limits
from accounts.models import User
from accounts.rate_limits import Limit, TooManyRequests
from consultations.views import refusals

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def staff_write(view: View[P]) -> View[P]:
    @require_POST
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            spend(request, rate_limits.STAFF_WRITES)
        except TooManyRequests as refusal:
            return refusals.too_many_page(request, refusal.limit, back="/staff/")
        return view(request, *args, **kwargs)

    return guarded


def spend(request: HttpRequest, limit: Limit) -> None:
    rate_limits.spend(limit, rate_limits.who(request), now=timezone.now())


def person(request: HttpRequest) -> User:
    """The policy lets members in only, so there is one."""
    assert isinstance(request.user, User)  # noqa: S101 - the policy lets members in only
    return request.user
